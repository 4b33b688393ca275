using IntegrationHub.Exchange;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Dashboard;

/// <summary>Reads gateways, exchange and broker; one that fails is named and the others still show.</summary>
internal sealed class DeskSources(
    IGatewayDesk gateways, ExchangeDesk exchange, IEnumerable<ILaneProbe> probes,
    IEnumerable<ICertificateProbe> certificates, TimeProvider clock,
    ILogger<DeskSources> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ILaneProbe? probe = probes.LastOrDefault();
    private IReadOnlyList<string> failing = [];

    /// <summary>One look at everything. Called by one watch only, never twice at once.</summary>
    internal async Task<DeskSnapshot> CollectAsync(CancellationToken ct)
    {
        var reports = TryAsync("gateways", gateways.StatusesAsync, ct);
        var counts = TryAsync("exchange", exchange.StatusAsync, ct);
        var blocked = TryAsync("exchange", exchange.BlockedAsync, ct);
        var broker = TryAsync("broker", AskBrokerAsync, ct);
        await Task.WhenAll(reports, counts, blocked, broker);

        Report([(await reports).Failure, (await counts).Failure, (await blocked).Failure, (await broker).Failure]);
        return new DeskSnapshot
        {
            At = clock.GetUtcNow(),
            Gateways = [.. ((await reports).Value ?? []).OrderBy(g => g.Gateway, StringComparer.Ordinal)],
            Exchange = (await counts).Value,
            Blocked = (await blocked).Value ?? [],
            Broker = (await broker).Value,
            Unreadable = failing,
            Certificates = [.. certificates.SelectMany(c => c.Certificates)],
        };
    }

    private async Task<IReadOnlyList<LaneDepth>?> AskBrokerAsync(CancellationToken ct) =>
        probe is null ? null : await probe.ReadAsync(ct);

    private static async Task<(T? Value, Failure? Failure)> TryAsync<T>(
        string source, Func<CancellationToken, Task<T>> read, CancellationToken ct)
        where T : class?
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            return (await read(limit.Token).WaitAsync(Patience, ct), null);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return (null, new Failure(source, e));
        }
    }

    private void Report(IEnumerable<Failure?> failures)
    {
        var now = failures.OfType<Failure>().DistinctBy(f => f.Source).ToList();
        foreach (var failure in now.Where(f => !failing.Contains(f.Source)))
            DeskLog.SourceUnreadable(log, failure.Source, failure.Reason); // once, not every two seconds
        failing = [.. now.Select(f => f.Source)];
    }

    private sealed record Failure(string Source, Exception Reason);
}
