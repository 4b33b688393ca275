using System.Globalization;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Lets whole days go at the end of their retention, oldest first; the chain says what went.</summary>
internal sealed class AuditRetention(HubDb db, IAuditTrail trail, TimeProvider clock)
{
    /// <returns>Days that went.</returns>
    public async Task<int> RunAsync(DateTimeOffset until, CancellationToken ct)
    {
        IReadOnlyList<AuditAnchor> anchors;
        await using (var reader = await db.ReadAsync(ct))
            anchors = await AuditAnchors.AllAsync(reader, ct);
        var limit = until.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var days = 0;
        foreach (var anchor in anchors.TakeWhile(a => string.CompareOrdinal(a.Name, limit) < 0))
            days += await db.RunAsync((tx, stop) => PurgeAsync(tx, anchor, stop), ct);
        if (days > 0)
            await db.RunAsync(
                async (tx, stop) =>
                {
                    await AuditPurge.ForgetPatientsAsync(tx, stop);
                    return true;
                },
                ct);
        return days;
    }

    private async Task<int> PurgeAsync(HubTransaction tx, AuditAnchor anchor, CancellationToken ct)
    {
        if (await AuditPurge.UpToAsync(tx, anchor, ct) is not { } gone)
            return 0;
        await trail.InTransactionAsync(
            tx,
            [AuditEvents.OfNode(AuditEvents.AuditPurged, clock) with { Action = 'D', Detail = gone.Detail }], ct);
        return 1;
    }
}
