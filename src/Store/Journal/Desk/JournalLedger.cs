using System.Globalization;
using System.Text.Json;
using IntegrationHub.Contracts;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store.Journal;

/// <summary>Where every message is: ids and states, never content.</summary>
public static class JournalLedger
{
    internal const string Columns = """
        seq, id, channel, msh4, msh10, event, state, ack_code, conflict_of, received_at, state_at, errors
        """;

    private const string Page = $"""
        select {Columns} from inbound
         where seq < @after and (@sender is null or channel = @sender or msh4 = @sender)
           and received_at >= @from and received_at < @to and (@state is null or state = @state)
           and (@member is null or member = @member)
         order by seq desc
         limit @limit
        """;

    private const string Totals = """
        select state, count(*) from inbound
         where (@sender is null or channel = @sender or msh4 = @sender)
           and received_at >= @from and received_at < @to and (@state is null or state = @state)
           and (@member is null or member = @member)
         group by state
        """;

    private const string RefusedPage = """
        select seq, id, channel, msh4, msh10, event, 'refused', ack_code, null, at, at, errors from refused
         where seq < @after and (@sender is null or channel = @sender or msh4 = @sender)
           and at >= @from and at < @to and @state = 'refused'
           and (@member is null or channel in (select value from json_each(@channels)))
         order by seq desc
         limit @limit
        """;

    private const string RefusedTotal = """
        select 'refused', count(*) from refused
         where (@sender is null or channel = @sender or msh4 = @sender)
           and at >= @from and at < @to and (@state is null or @state = 'refused')
           and (@member is null or channel in (select value from json_each(@channels)))
        """;

    private const string UndeliveredPage = """
        select seq, delivery_id, channel, recipient, coalesce(control_id, ''), kind, 'undelivered', coalesce(ack_code, ''),
               null, received_at, state_at, errors
          from delivery
         where state = 'dead' and seq < @after and (@sender is null or channel = @sender or recipient = @sender)
           and received_at >= @from and received_at < @to and @state = 'undelivered'
           and (@member is null or recipient = @member)
         order by seq desc
         limit @limit
        """;

    private const string UndeliveredTotal = """
        select 'undelivered', count(*) from delivery
         where state = 'dead' and (@sender is null or channel = @sender or recipient = @sender)
           and received_at >= @from and received_at < @to and (@state is null or @state = 'undelivered')
           and (@member is null or recipient = @member)
        """;

    /// <summary>
    /// Lines of the ledger, newest first. State <c>refused</c> asks for frames that were never journalled as messages,
    /// <c>undelivered</c> for dead deliveries: their id is the delivery id, their facility the recipient.
    /// </summary>
    /// <param name="session">Where to read.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="gateway">Name of this gateway.</param>
    /// <param name="own">Channels of the member asked for: a refused frame has no other owner.</param>
    public static LedgerPage Ledger(
        this JournalSession session, AskLedger question, string gateway, IReadOnlyList<string>? own = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(question);
        var limit = Math.Clamp(question.Limit, 1, 1_000);
        var after = long.TryParse(question.After, CultureInfo.InvariantCulture, out var place) ? place : long.MaxValue;
        var from = question.From?.ToUnixTimeMilliseconds() ?? 0;
        var to = question.To?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        var channels = JsonSerializer.Serialize(own ?? []);
        var rows = session.Query(
            question.State switch { "refused" => RefusedPage, "undelivered" => UndeliveredPage, _ => Page },
            r => (Seq: r.GetInt64(0), Line: Line(r, gateway)),
            ("@after", after), ("@sender", question.Sender), ("@from", from), ("@to", to),
            ("@state", question.State), ("@limit", limit + 1), ("@member", question.Member), ("@channels", channels));
        var totals = new[] { Totals, RefusedTotal, UndeliveredTotal }.SelectMany(sql => session.Query(
            sql, r => (State: r.GetString(0), Count: r.GetInt64(1)),
            ("@sender", question.Sender), ("@from", from), ("@to", to), ("@state", question.State),
            ("@member", question.Member), ("@channels", channels)));
        return new()
        {
            Lines = [.. rows.Take(limit).Select(r => r.Line)],
            Totals = totals.Where(t => t.Count > 0).ToDictionary(t => t.State, t => t.Count, StringComparer.Ordinal),
            Next = rows.Count > limit ? rows[limit - 1].Seq.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    internal static LedgerLine Line(SqliteDataReader r, string gateway) => new()
    {
        MessageId = r.Id(1),
        Gateway = gateway,
        Channel = r.GetString(2),
        Facility = r.GetString(3),
        ControlId = r.GetString(4),
        Event = r.GetString(5),
        State = r.GetString(6),
        Ack = r.GetString(7),
        Conflict = !r.IsDBNull(8),
        ReceivedAt = r.Time(9),
        StateAt = r.Time(10),
        Errors = r.GetString(6) is "dead" or "refused" or "undelivered" ? r.ReadList<HubError>(11) : [], // else warnings
    };
}
