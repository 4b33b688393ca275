using System.Globalization;
using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Dashboard;

/// <summary>The ledger as a file for a spreadsheet: masked like the page, no cell is ever a formula.</summary>
internal static class LedgerCsv
{
    private const int MostLines = 50_000;

    private static readonly string[] Head =
    [
        "messageId", "gateway", "channel", "facility", "controlId", "event", "state", "ack", "conflict", "receivedAt",
        "stateAt", "errors",
    ];

    /// <summary><c>GET /ops/api/ledger.csv</c> with the parameters of the ledger.</summary>
    internal static async Task<IResult> WriteAsync(
        HttpContext http, IGatewayDesk gateways, IDeskTrail trail, DeskClock time, CancellationToken ct)
    {
        if (!LedgerQuery.Read(http.Request.Query, time.Zone, LedgerQuery.MostLines).TryGet(out var query, out var errors))
            return OpsJson.Failed(errors);
        var who = Visitor.Of(http);
        await trail.TellAsync(who.Act("export", 'R') with { Detail = "ledger" }, ct);
        var text = new StringBuilder("\uFEFF").AppendLine(string.Join(',', Head)); // Excel takes UTF-8 only with a mark
        var (ask, count) = (query.Ask with { Member = who.Member, Limit = LedgerQuery.MostLines }, 0);
        do
        {
            var (page, silent) = await gateways.LedgerAsync(ask, query.Gateway, ct);
            if (silent.Count > 0)
                return OpsJson.Failed(silent); // a file with holes nobody sees would be worse than none
            foreach (var line in page.Lines)
                text.AppendLine(Row(Masked.Line(line)));
            count += page.Lines.Count;
            ask = ask with { After = page.Next };
        }
        while (ask.After is not null && count < MostLines);
        http.Response.Headers.ContentDisposition =
            $"attachment; filename=\"ledger-{time.Now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}.csv\"";
        return Results.Text(text.ToString(), "text/csv", Encoding.UTF8);
    }

    /// <summary>A cell no spreadsheet runs (OWASP: CSV injection), quoted when it must be.</summary>
    internal static string Cell(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Row(LedgerLine line) => string.Join(',', new[]
    {
        line.MessageId.ToString(), line.Gateway, line.Channel, line.Facility, line.ControlId, line.Event, line.State,
        line.Ack, line.Conflict ? "true" : "false", Moment(line.ReceivedAt), Moment(line.StateAt),
        string.Join("; ", line.Errors.Select(e => $"{e.Code} {e.Path}".TrimEnd())),
    }.Select(Cell));

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);
}
