using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Integration.Dashboard;

/// <summary>The exchange's side of the morning: one stream stands still, one envelope could not be read.</summary>
internal static class ExchangeScene
{
    public static readonly Guid Blocking = new("0198f000-0000-7000-8000-0000000000b1");
    public static readonly Guid Envelope = new("0198f000-0000-7000-8000-0000000000e1");

    private const string Stream = "county-general|MR0042-SECRET";

    public static Task<int> SeedAsync(HubDb db, DateTimeOffset now, CancellationToken ct) => db.RunAsync(
        async (tx, stop) =>
        {
            await Streams.LockAsync(tx, [Stream], stop);
            await Parked.AddAsync(tx, Stream, 1, Blocking, nameof(StreamTombstone), Tombstone(Blocking, 1), stop);
            var behind = Guid.NewGuid();
            await Parked.AddAsync(tx, Stream, 2, behind, nameof(StreamTombstone), Tombstone(behind, 2), stop);
            await Streams.BlockAsync(tx, Stream, Blocking, "it fails", stop);
            return await DeadLetters.AddAsync(tx, new DeadLetter
            {
                Id = Envelope,
                MessageId = Guid.NewGuid(),
                Attempt = 1,
                Stage = "bus",
                Channel = "hub.dead",
                At = now,
                BodyJson = """{"patient": "<b>测试患者</b>"}""",
                Errors = [new HubError(HubErrorCode.Unreadable, "The envelope is no contract of this hub.")],
            }, stop);
        }, ct);

    private static string Tombstone(Guid id, long seq) => JsonSerializer.Serialize(
        new StreamTombstone { MessageId = id, Gateway = "county", StreamKey = Stream, StreamSeq = seq });
}
