namespace IntegrationHub.Store;

/// <summary>Where sessions come from. The boundary between the two databases.</summary>
internal abstract class SqlSource : IAsyncDisposable
{
    /// <summary>A session for queries.</summary>
    public abstract Task<SqlSession> OpenReaderAsync(CancellationToken ct);

    /// <summary>A session for one transaction, not begun yet.</summary>
    public abstract Task<SqlSession> OpenWriterAsync(CancellationToken ct);

    /// <summary>Takes a reader back.</summary>
    public abstract ValueTask ReturnReaderAsync(SqlSession session);

    /// <summary>Takes a writer back.</summary>
    public abstract ValueTask ReturnWriterAsync(SqlSession session);

    public abstract ValueTask DisposeAsync();
}
