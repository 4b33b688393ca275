using System.Buffers;
using System.Globalization;
using System.Text.Json;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>
/// The trail of one process. Whatever waits when a commit ends shares the next one. Every entry has a number of this
/// run; numbers whose transaction was not committed are declared void by the next entry, so a missing one is a deleted
/// one.
/// </summary>
internal sealed class AuditTrail(HubDb db, ExchangeOptions options, TimeProvider clock) : IAuditTrail
{
    // While one group is on its way to the disk the next one fills; more at once would only make them smaller.
    private readonly int most = db.IsPostgres ? 2 : 1;

    private readonly Guid run = Guid.NewGuid();
    private readonly Lock gate = new();
    private readonly List<string> voids = [];
    private Group filling = new();
    private Group? spare;
    private long next = 1;
    private int writing;
    private long commits;

    /// <summary>Inserts so far; tests show by it how many entries shared one.</summary>
    public long Commits => Interlocked.Read(ref commits);

    public Task WriteAsync(IReadOnlyList<AuditEntry> entries, CancellationToken ct)
    {
        Task done;
        lock (gate)
        {
            foreach (var entry in entries)
                filling.Add(entry);
            done = filling.Done.Task;
            if (writing >= most)
                return done;
            writing++;
        }

        _ = DrainAsync();
        return done;
    }

    public async Task InTransactionAsync(
        HubTransaction tx, IReadOnlyList<AuditEntry> entries, CancellationToken ct)
    {
        if (entries.Count == 0)
            return;
        var group = new Group();
        foreach (var entry in entries)
            group.Add(entry);
        long first;
        lock (gate)
            first = Take(entries.Count);
        tx.OnEnd(committed =>
        {
            if (!committed)
                Declare(first, entries.Count);
        });
        await AuditBlocks.AddAsync(tx, Block(group, first), ct);
    }

    private async Task DrainAsync()
    {
        while (true)
        {
            Group group;
            long first;
            lock (gate)
            {
                if (filling.Count == 0)
                {
                    writing--;
                    return;
                }

                if (voids.Count > 0)
                    filling.Add(Voided());
                (group, filling, spare) = (filling, spare ?? new(), null);
                first = Take(group.Count);
            }

            await CommitAsync(group, first);
        }
    }

    private async Task CommitAsync(Group group, long first)
    {
        var done = group.Done;
        try
        {
            await AuditBlocks.AppendAsync(db, Block(group, first), CancellationToken.None);
            Interlocked.Increment(ref commits);
        }
#pragma warning disable CA1031 // whatever it was, those who wait are told, and the next group is tried
        catch (Exception e)
#pragma warning restore CA1031
        {
            Declare(first, group.Count);
            done.SetException(e);
            _ = done.Task.Exception; // a caller that has gone does not look
            return;
        }

        group.Clear();
        lock (gate)
            spare ??= group;
        done.SetResult();
    }

    private long Take(int count)
    {
        var first = next;
        next += count;
        return first;
    }

    private void Declare(long first, int count)
    {
        lock (gate)
            voids.Add(string.Create(CultureInfo.InvariantCulture, $"{first}-{first + count - 1}"));
    }

    private AuditEntry Voided()
    {
        var detail = string.Join(',', voids);
        voids.Clear();
        return AuditEvents.OfNode(AuditEvents.Void, clock) with { Detail = detail };
    }

    private AuditBlock Block(Group group, long first) =>
        new(0, run, options.Name, first, group.Count, group.At, group.Body);

    /// <summary>Entries on their way.</summary>
    private sealed class Group
    {
        private readonly ArrayBufferWriter<byte> buffer = new(4 * 1024);
        private readonly Utf8JsonWriter json;

        public Group() => json = AuditEntryJson.WriterOn(buffer);

        public TaskCompletionSource Done { get; private set; } = NewDone();

        public int Count { get; private set; }

        public DateTimeOffset At { get; private set; }

        public byte[] Body => buffer.WrittenSpan.ToArray();

        public void Add(AuditEntry entry)
        {
            if (Count++ == 0)
                At = entry.At;
            AuditEntryJson.Write(json, buffer, entry);
        }

        public void Clear()
        {
            buffer.ResetWrittenCount();
            (Count, Done) = (0, NewDone());
        }

        private static TaskCompletionSource NewDone() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
