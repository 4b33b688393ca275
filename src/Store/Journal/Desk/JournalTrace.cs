using System.Globalization;
using System.Text.Json;
using IntegrationHub.Contracts;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store.Journal;

/// <summary>The way of one message: what came in here, what went out from here because of it.</summary>
public static class JournalTrace
{
    /// <summary>Messages one answer holds; a control id may have been used for many.</summary>
    private const int Most = 50;

    private const string FindInbound = $"""
        select {JournalLedger.Columns}, converted_at, published_at, receipt_at, attempt from inbound
         where (id = @id or msh10 = @id) and (@member is null or member = @member)
         order by seq desc limit 50
        """;

    private const string FindRefused = """
        select seq, id, channel, msh4, msh10, event, 'refused', ack_code, null, at, at, errors, null, null, null, 1
          from refused
         where (id = @id or msh10 = @id)
           and (@member is null or channel in (select value from json_each(@channels)))
         order by seq desc limit 50
        """;

    private const string FindDeliveries = """
        select delivery_id, caused_by, recipient, kind, channel, requested_at, received_at, converted_at, state,
               state_at, sends, ack_code, errors, control_id, number, next_at
          from delivery
         where (delivery_id = @id or caused_by = @id or control_id = @id)
           and (@member is null or recipient = @member or @ours)
         order by seq limit 50
        """;

    private const string Notes = "select at, step, note from trace where message_id = @id order by seq";

    /// <summary>By journal id, delivery id, MSH-10 received or MSH-10 sent.</summary>
    /// <param name="session">Where to read.</param>
    /// <param name="id">What is looked for.</param>
    /// <param name="gateway">Name of this gateway.</param>
    /// <param name="member">Only what this member sent or received; null: everything.</param>
    /// <param name="own">Channels of the member.</param>
    public static TraceAnswer Trace(
        this JournalSession session, string id, string gateway, string? member = null, IReadOnlyList<string>? own = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        var wanted = Guid.TryParse(id, out var guid) ? guid.Text() : id;
        var found = new List<TracedMessage>();
        var channels = JsonSerializer.Serialize(own ?? []);
        foreach (var sql in (string[])[FindInbound, FindRefused])
            found.AddRange(session.Query(
                sql, r => Inbound(r, gateway), ("@id", wanted), ("@member", member), ("@channels", channels)));
        var ours = found.Select(m => m.MessageId.Text()).ToHashSet(StringComparer.Ordinal);
        var asked = found.Where(m => m.Line is not null).Select(m => m.MessageId.Text()).Append(wanted).Distinct()
            .ToList(); // before the deliveries join the list it is made from
        found.AddRange(asked.SelectMany(
            cause => session.Query(FindDeliveries, r => Delivery(r, gateway),
                ("@id", cause), ("@member", member), ("@ours", ours.Contains(cause)))));
        return new()
        {
            Messages = [.. found.Take(Most).Select(m => m with { Steps = [.. WithNotes(session, m, gateway)] })],
        };
    }

    private static IEnumerable<TraceStep> WithNotes(JournalSession session, TracedMessage message, string gateway) =>
        session.Query(Notes, r => new TraceStep(r.Time(0), $"gateway:{gateway}", r.GetString(1), r.GetString(2)),
                ("@id", message.MessageId.Text()))
            .Where(_ => message.Line is not null)
            .Concat(message.Steps)
            .OrderBy(s => s.At);

    private static TracedMessage Inbound(SqliteDataReader r, string gateway)
    {
        var line = JournalLedger.Line(r, gateway);
        var place = $"gateway:{gateway}";
        var codes = string.Join(", ", line.Errors.Select(e => e.Code.ToString()).Distinct());
        List<TraceStep> steps =
        [
            new(line.ReceivedAt, place, line.State == "refused" ? "refused" : "received",
                $"{line.Event} {line.ControlId} on {line.Channel}, answered {line.Ack} {codes}".TrimEnd()),
        ];
        Add(12, place, "converted", $"attempt {r.GetInt64(15)}");
        Add(13, "bus", "published", $"attempt {r.GetInt64(15)}");
        Add(14, "exchange", line.State == "dead" ? "refused" : "stored", codes);
        return new() { MessageId = line.MessageId, Line = line, Steps = steps };

        void Add(int column, string where, string step, string note)
        {
            if (r.TimeOrNull(column) is { } at)
                steps.Add(new(at, where, step, note));
        }
    }

    private static TracedMessage Delivery(SqliteDataReader r, string gateway)
    {
        var (delivery, recipient, place) = (r.GetString(0), r.GetString(2), $"gateway:{gateway}");
        var name = $"{r.GetString(3)} {r.GetInt64(14)} for {recipient}";
        List<TraceStep> steps =
        [
            new(r.Time(5), "exchange", "requested", $"{name}, delivery {delivery}"),
            new(r.Time(6), place, "accepted", $"{name} on {r.GetString(4)}"),
        ];
        if (r.TimeOrNull(7) is { } converted)
            steps.Add(new(converted, place, "converted", $"{name} as {r.TextOrNull(13)}"));
        var sends = r.GetInt64(10).ToString(CultureInfo.InvariantCulture);
        var codes = string.Join(", ", r.ReadList<HubError>(12).Select(e => e.Code.ToString()).Distinct());
        steps.Add(r.GetString(8) switch
        {
            "waiting" => new(r.Time(9), place, "waiting", $"{name}, tries {sends}, next {r.Time(15):u} {codes}".TrimEnd()),
            var state => new(r.Time(9), $"member:{recipient}", state,
                $"{name}, tries {sends}, answered {r.TextOrNull(11)} {codes}".TrimEnd()),
        });
        return new() { MessageId = r.Id(1), Steps = steps };
    }
}
