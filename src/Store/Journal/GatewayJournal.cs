using System.Collections.Concurrent;
using IntegrationHub.Contracts;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store.Journal;

/// <summary>
/// The durable memory of one gateway: what came in, what was answered, what has to go out. A write returns after its
/// group was committed with an fsync; nothing that was returned is ever lost.
/// </summary>
public sealed class GatewayJournal(JournalOptions options, TimeProvider clock) : IAsyncDisposable
{
    private const int IdleReaders = 4;

    private readonly ConcurrentBag<JournalSession> readers = [];
    private readonly JournalCounters counters = new();
    private DataDirectoryLock? directory;
    private JournalSession? writer;
    private GroupCommit? group;

    /// <summary>Clock of the journal: leases and next tries are reckoned on it.</summary>
    public TimeProvider Clock => clock;

    /// <summary>True between a successful <see cref="OpenAsync"/> and disposal.</summary>
    public bool IsOpen => group is not null;

    /// <summary>Commits since it was opened.</summary>
    public long Commits => group?.Commits ?? 0;

    /// <summary>Writes that wait for a commit now.</summary>
    public int Waiting => group?.Waiting ?? 0;

    private string File => Path.Combine(options.DataDirectory, "gateway.db");

    /// <summary>Takes the directory, opens, migrates and checks the file. Safe to call once.</summary>
    /// <exception cref="JournalRefusedException">Another process has it, or it cannot be used safely.</exception>
    public async Task OpenAsync(CancellationToken ct)
    {
        if (IsOpen)
            return;
        directory = DataDirectoryLock.Take(options.DataDirectory);
        try
        {
            RefuseNetworkDisk();
            await using (var schema = new SqliteSession(SqliteFiles.Open(File, clock)))
                await Migrator.RunAsync(schema, JournalSchema.Steps, ct);
            writer = new(SqliteFiles.Open(File, clock), options);
            writer.Execute("pragma wal_autocheckpoint = 1000");
            writer.Execute("pragma cache_size = -32768"); // 32 MiB: the unique indexes are looked up at random
            JournalSchema.Verify(writer);
            JournalKeys.Require(writer, clock.GetUtcNow());
            counters.Load(writer);
            group = new(writer, counters.Write, counters.Commit);
        }
        catch (Exception e) when (e is SqliteException or JournalRefusedException or SchemaMismatchException)
        {
            writer?.Dispose();
            directory.Dispose();
            throw e as JournalRefusedException
                ?? new JournalRefusedException($"gateway.db cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Runs <paramref name="work"/> in the next group and returns after that group's commit.</summary>
    /// <typeparam name="T">What the work finds.</typeparam>
    /// <param name="place">Name in failpoints.</param>
    /// <param name="work">Runs on the writing connection; must not wait for anything.</param>
    /// <param name="ct">Ends the waiting; a write already queued may still be committed.</param>
    /// <exception cref="SqliteException">The disk is full or failing: nothing of the write was kept.</exception>
    public Task<T> WriteAsync<T>(string place, Func<JournalSession, T> work, CancellationToken ct) =>
        WriteAsync(place, work, committed: null, ct);

    /// <summary>
    /// The same; <paramref name="committed"/> runs after the commit in the order of the writes, before any waiter goes
    /// on. It must be quick and must not throw.
    /// </summary>
    /// <typeparam name="T">What the work finds.</typeparam>
    public Task<T> WriteAsync<T>(
        string place, Func<JournalSession, T> work, Action<T>? committed, CancellationToken ct) =>
        (group ?? throw new InvalidOperationException("The journal is not open."))
            .WriteAsync(place, work, committed, ct);

    /// <summary>Runs <paramref name="work"/> in the next group and returns after that group's commit.</summary>
    public Task WriteAsync(string place, Action<JournalSession> work, CancellationToken ct) => WriteAsync(
        place,
        s =>
        {
            work(s);
            return true;
        },
        ct);

    /// <summary>Reads what was committed, on a connection of its own.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    public T Read<T>(Func<JournalSession, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (!IsOpen)
            throw new InvalidOperationException("The journal is not open.");
        if (!readers.TryTake(out var session))
            session = new(SqliteFiles.OpenForReading(File, clock), options);
        try
        {
            return read(session);
        }
        finally
        {
            if (readers.Count < IdleReaders && IsOpen)
                readers.Add(session);
            else
                session.Dispose();
        }
    }

    /// <summary>Seals the content of messages before they wait for the writer, which is one for all.</summary>
    public NewInbound[] Sealed(IReadOnlyList<NewInbound> messages) =>
        [.. messages.Select(m => m.Sealed(options.Sealer))];

    /// <summary>The counts of a channel, as committed.</summary>
    public ChannelCounts Counts(string channel) => counters.Of(channel);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        var closing = Interlocked.Exchange(ref group, null);
        if (closing is not null)
            await closing.CloseAsync().ConfigureAwait(false);
        while (readers.TryTake(out var reader))
            reader.Dispose();
        writer?.Dispose();
        directory?.Dispose();
    }

    private void RefuseNetworkDisk()
    {
        if (new DriveInfo(Path.GetFullPath(options.DataDirectory)).DriveType == DriveType.Network)
            throw new JournalRefusedException(new HubError(
                HubErrorCode.ConfigurationInvalid,
                $"The data directory {options.DataDirectory} is on a network file system, where SQLite cannot promise " +
                "durability: use a local disk."));
    }
}
