using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Components;

namespace IntegrationHub.Dashboard;

/// <summary>What pages and their parts write often: words, times, ages, numbers. Razor encodes it all.</summary>
public abstract class DeskPage : ComponentBase
{
    /// <summary>The request's context.</summary>
    [Parameter, EditorRequired]
    public required PageContext Desk { get; set; }

    /// <summary>Words of the reader's language.</summary>
    protected DeskTexts T => Desk.Texts;

    /// <summary>May the reader do this? Buttons that would be refused are not shown.</summary>
    protected bool May(DeskRight right) => Desk.Rights.Contains(right);

    /// <summary>A count with thousands apart.</summary>
    protected static string N(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>End of an id (its start is the time), enough for the eye; the link carries all of it.</summary>
    protected static string Brief(Guid id) => "…" + id.ToString("N")[^8..];

    /// <summary>Name of a member in the reader's language; the id when it is unknown.</summary>
    protected string MemberName(string id) =>
        Desk.Members.Find(id) is not { } member ? id
        : T.Language == "en" ? member.NameEn ?? member.Name
        : member.Name;

    /// <summary>Tier of a member; empty when it is unknown.</summary>
    protected string TierOf(string id) => Desk.Members.Find(id) is { } member ? T["tier." + member.Tier] : "";

    /// <summary>How long ago, counted from the snapshot.</summary>
    protected string Ago(DateTimeOffset at) => T.Age((Desk.Snapshot.At - at).TotalSeconds);

    /// <summary>A moment for the <c>datetime</c> attribute.</summary>
    protected static string Machine(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The text of an alarm.</summary>
    protected string Text(Alarm alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return T.Format("alarm." + alarm.Key, T.Word("source", alarm.Subject), T.Age(alarm.Number), N(alarm.Number));
    }

    /// <summary>Has this gateway stopped reporting?</summary>
    protected bool IsSilent(GatewayStatus gateway)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        return Desk.Snapshot.At - gateway.At > Alarms.GatewaySilentAfter;
    }
}
