using System.Collections.Concurrent;
using Xunit;

namespace IntegrationHub.Faults;

/// <summary>
/// Every named place between two steps, one at a time: the process dies or freezes exactly there, is started again, and
/// every acknowledged message is stored once and delivered to the other hospital. Embedded form, built with failpoints.
/// </summary>
public sealed class FailpointSweep
{
    private const int Messages = 12;
    private const int AtATime = 4; // most of the time is spent waiting for the next try of what the crash interrupted

    /// <summary>Names in the order a message meets them; docs/operations.md lists them.</summary>
    private static readonly string[] Places =
    [
        "intake.before-journal", "journal.intake.before-commit", "journal.intake.after-commit",
        "intake.after-journal", "ack.before", "ack.after", "convert.after", "relay.before-publish",
        "relay.before-send", "relay.after-send", "relay.after-confirm", "relay.before-mark", "relay.after-mark",
        "exchange.before-apply", "exchange.after-apply", "exchange.before-commit", "exchange.after-commit",
        "exchange.before-receipt", "exchange.after-receipt", "receipt.before-mark", "receipt.after-mark",
        "exchange.before-notify", "delivery.accepted", "delivery.before-send", "delivery.after-ack",
        "delivery.after-mark", "delivery.before-receipt", "delivery.after-receipt",
    ];

    [Fact]
    public async Task A_process_that_ends_at_any_failpoint_loses_and_doubles_nothing()
    {
        var failures = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(Places,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = TestContext.Current.CancellationToken },
            async (place, ct) =>
            {
                // The exchange works in batches and commits once when it starts: its second pass is in the traffic.
                var nth = place.StartsWith("exchange.", StringComparison.Ordinal) ? 2 : 1 + (place.Length % 3);
                var failpoint = $"{place}:{nth}:{(place.Length % 4 == 0 ? "hang" : "crash")}";
                try
                {
                    using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                    limit.CancelAfter(TimeSpan.FromMinutes(6));
                    await using var visit = new FailpointVisit(place, failpoint);
                    await visit.RunAsync(Messages, limit.Token);
                }
                catch (Exception failure)
                {
                    failures[failpoint] = failure.Message;
                }
            });

        Assert.True(failures.IsEmpty, string.Join("\n", failures));
    }
}
