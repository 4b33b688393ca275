using System.Collections.Frozen;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>What people do on the desk, in the audit trail.</summary>
internal sealed class AuditDeskTrail(IAuditTrail trail, TimeProvider clock) : IDeskTrail
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["content"] = AuditEvents.ContentOpened,
        ["edit-and-replay"] = AuditEvents.Edit,
        ["skip-stream"] = AuditEvents.Skip,
        ["retry-stream"] = AuditEvents.Retry,
        ["start-channel"] = AuditEvents.ChannelChanged,
        ["stop-channel"] = AuditEvents.ChannelChanged,
        ["account"] = AuditEvents.AccountChanged,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public Task TellAllAsync(IReadOnlyList<DeskAct> acts, CancellationToken ct) =>
        trail.WriteAsync([.. acts.Select(Entry)], ct);

    private AuditEntry Entry(DeskAct act)
    {
        var at = act.By.LastIndexOf('@');
        return AuditEvents.Of(Name(act), null, clock) with
        {
            Action = act.Action,
            Status = act.Status,
            Member = act.Member,
            Client = "desk",
            Person = act.Person ?? (at < 0 ? act.By : act.By[..at]),
            Roles = [.. act.Roles.Select(r => r.ToString())],
            Source = act.Source ?? (at < 0 ? null : act.By[(at + 1)..]),
            MessageId = act.MessageId?.ToString("N"),
            Detail = Names.ContainsKey(act.Event) && act.Event.EndsWith("channel", StringComparison.Ordinal)
                ? $"{act.Event}: {act.Detail}"
                : act.Detail,
        };
    }

    private static string Name(DeskAct act) =>
        act is { Event: AuditEvents.Login, Status: >= 400 } ? AuditEvents.LoginFailed
        : Names.GetValueOrDefault(act.Event, act.Event);
}
