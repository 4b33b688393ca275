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

    /// <summary>
    /// Listens until stopped or the connection fails. <paramref name="heard"/> is told true when it begins to listen and at
    /// each notification, false when it no longer listens.
    /// </summary>
    /// <remarks>A SQLite file belongs to one exchange, which asks it each time: there is nothing to listen to.</remarks>
    public virtual Task ListenAsync(string channel, Action<bool> heard, CancellationToken ct) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);

    public abstract ValueTask DisposeAsync();
}
