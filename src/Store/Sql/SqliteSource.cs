using System.Collections.Concurrent;

namespace IntegrationHub.Store;

/// <summary>One file: one writing connection, taken in turn, and a few reading ones.</summary>
internal sealed class SqliteSource(string file, TimeProvider clock) : SqlSource
{
    /// <summary>Reading connections kept open when idle.</summary>
    private const int IdleReaders = 8;

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ConcurrentBag<SqlSession> readers = [];
    private SqlSession? writer;

    public override Task<SqlSession> OpenReaderAsync(CancellationToken ct) => Task.FromResult(
        readers.TryTake(out var idle) ? idle : new SqliteSession(SqliteFiles.OpenForReading(file, clock)));

    public override async Task<SqlSession> OpenWriterAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            return writer ??= new SqliteSession(SqliteFiles.Open(file, clock));
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    public override async ValueTask ReturnReaderAsync(SqlSession session)
    {
        if (session.IsSound && readers.Count < IdleReaders)
            readers.Add(session);
        else
            await session.DisposeAsync();
    }

    public override async ValueTask ReturnWriterAsync(SqlSession session)
    {
        if (!session.IsSound)
        {
            writer = null;
            await session.DisposeAsync();
        }

        turn.Release();
    }

    public override async ValueTask DisposeAsync()
    {
        while (readers.TryTake(out var idle))
            await idle.DisposeAsync();
        if (writer is not null)
            await writer.DisposeAsync();
        turn.Dispose();
    }
}
