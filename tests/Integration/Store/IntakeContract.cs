using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;

namespace IntegrationHub.Integration.Store;

/// <summary>Inbox, streams and parking: each message once, each stream in order.</summary>
public abstract class IntakeContract(IStoreDatabase database)
{
    private readonly HubDb db = database.Db;

    [Fact]
    public async Task A_message_is_decided_on_once()
    {
        var row = Row(InboxOutcome.Stored);

        Assert.Equal(1, await AddAsync(row));
        Assert.Equal(0, await AddAsync(row with { Attempt = 2, Outcome = InboxOutcome.Refused }));
        Assert.Equal(0, await AddAsync(row));
        var known = await db.ReadAsync(r => Inbox.KnownAsync(r, [row.MessageId, Guid.NewGuid()], Ct));
        Assert.Equivalent(row, known.Values.Single(), strict: true);
    }

    [Fact]
    public async Task Only_a_later_attempt_replaces_a_refusal()
    {
        var refused = Row(InboxOutcome.Refused) with
        {
            Attempt = 2,
            Errors = [HubError.FieldMissing("PID-3", "The id")]
        };
        await AddAsync(refused);

        Assert.Equal(0, await AddAsync(refused with { Attempt = 1, Outcome = InboxOutcome.Stored }));
        Assert.Equal(0, await AddAsync(refused with { Outcome = InboxOutcome.Stored }));
        Assert.Equal(1, await AddAsync(refused with { Attempt = 3, Outcome = InboxOutcome.Stored, Errors = [] }));
        var known = await db.ReadAsync(r => Inbox.KnownAsync(r, [refused.MessageId], Ct));
        Assert.Equal((3, InboxOutcome.Stored, 0), Of(known[refused.MessageId]));

        static (int, InboxOutcome, int) Of(InboxRow row) => (row.Attempt, row.Outcome, row.Errors.Count);
    }

    [Fact]
    public async Task Two_sessions_with_the_same_streams_in_other_orders_wait_and_never_die()
    {
        await using var other = database.OpenAgain(TimeProvider.System);
        var keys = Enumerable.Range(0, 6).Select(i => $"m|{i}|{NewId()}").ToArray();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => (i % 2 == 0 ? db : other).RunAsync(
            async (tx, ct) =>
            {
                var rows = await Streams.LockAsync(tx, i % 3 == 0 ? [.. keys.Reverse()] : keys, ct);
                foreach (var key in keys)
                    await Streams.AdvanceAsync(tx, key, rows[key].LastApplied + 1, ct);
                return true;
            },
            Ct)));

        var end = await db.RunAsync((tx, ct) => Streams.LockAsync(tx, keys, ct), Ct);
        Assert.All(keys, key => Assert.Equal(16, end[key].LastApplied));
    }

    [Fact]
    public async Task A_stream_never_goes_back_and_a_block_ends_with_the_next_advance()
    {
        var (key, message) = ($"m|{NewId()}", Guid.NewGuid());
        await db.RunAsync(
            async (tx, ct) =>
            {
                await Streams.LockAsync(tx, [key], ct);
                await Streams.AdvanceAsync(tx, key, 7, ct);
                await Streams.AdvanceAsync(tx, key, 3, ct);
                Assert.Equal(1, await Streams.FailAsync(tx, key, ct));
                Assert.Equal(2, await Streams.FailAsync(tx, key, ct));
                return await Streams.BlockAsync(tx, key, message, "five faults", ct);
            },
            Ct);

        var blocked = Assert.Single(await db.ReadAsync(r => Streams.BlockedAsync(r, 100, Ct)), s => s.StreamKey == key);
        Assert.Equal((7, 2, message, "five faults"),
            (blocked.LastApplied, blocked.Failures, blocked.BlockedBy, blocked.BlockedWhy));
        Assert.Equal(1, await db.RunAsync((tx, ct) => Streams.UnblockAsync(tx, key, ct), Ct));
        Assert.Equal(0, await db.RunAsync((tx, ct) => Streams.UnblockAsync(tx, key, ct), Ct));
        Assert.DoesNotContain(await db.ReadAsync(r => Streams.BlockedAsync(r, 100, Ct)), s => s.StreamKey == key);
    }

    [Fact]
    public async Task Later_numbers_wait_and_the_gap_before_them_is_told()
    {
        var (key, message) = ($"m|{NewId()}", Guid.NewGuid());
        await db.RunAsync(
            async (tx, ct) =>
            {
                await Streams.LockAsync(tx, [key], ct);
                await Streams.AdvanceAsync(tx, key, 1, ct);
                await Parked.AddAsync(tx, key, 4, message, "MessageConverted", "{}", ct);
                await Parked.AddAsync(tx, key, 5, Guid.NewGuid(), "MessageConverted", "{}", ct);
                return await Parked.AddAsync(tx, key, 4, Guid.NewGuid(), "MessageConverted", "again", ct);
            },
            Ct);

        var gap = Assert.Single(await GapsAsync(TimeSpan.FromSeconds(-1)), g => g.StreamKey == key);
        Assert.Equal((2, 3, message), (gap.FromSeq, gap.ToSeq, gap.WaitingMessage));
        Assert.DoesNotContain(await GapsAsync(TimeSpan.FromMinutes(1)), g => g.StreamKey == key);

        await db.RunAsync((tx, ct) => Streams.AdvanceAsync(tx, key, 3, ct), Ct);
        Assert.DoesNotContain(await GapsAsync(TimeSpan.FromSeconds(-1)), g => g.StreamKey == key);
        var ready = await db.ReadAsync(r => Parked.ReadyAsync(r, TimeSpan.FromSeconds(-1), 100, Ct));
        Assert.Equal(message, Assert.Single(ready, p => p.StreamKey == key).MessageId);
        var next = await db.RunAsync((tx, ct) => Parked.NextAsync(tx, key, 4, ct), Ct);
        Assert.Equal((4, message, "{}"), (next!.StreamSeq, next.MessageId, next.BodyJson));
        Assert.Null(await db.RunAsync((tx, ct) => Parked.NextAsync(tx, key, 4, ct), Ct));
        Assert.Equal(1, await db.RunAsync((tx, ct) => Parked.DropPassedAsync(tx, key, 5, ct), Ct));
    }

    private Task<IReadOnlyList<StreamGap>> GapsAsync(TimeSpan olderThan) =>
        db.ReadAsync(r => Parked.GapsAsync(r, olderThan, 100, Ct));

    private Task<int> AddAsync(InboxRow row) => db.RunAsync((tx, ct) => Inbox.AddAsync(tx, [row], ct), Ct);

    private static InboxRow Row(InboxOutcome outcome) => new()
    {
        MessageId = Guid.NewGuid(),
        Attempt = 1,
        Outcome = outcome,
        Gateway = "edge",
        Channel = "lis",
        Member = County,
        Event = "ORU^R01",
        ControlId = "17",
        StreamKey = $"county|{NewId()}",
        StreamSeq = 9,
        ReceivedAt = Nine,
        EventAt = Nine.AddMinutes(-1),
        AppliedAt = Nine.AddSeconds(1),
        Unread = ["OBX-18", "PID-21"],
    };
}

public sealed class IntakeOnSqlite(SqliteStore db) : IntakeContract(db), IClassFixture<SqliteStore>;

public sealed class IntakeOnPostgres(PostgresStore db) : IntakeContract(db), IClassFixture<PostgresStore>;
