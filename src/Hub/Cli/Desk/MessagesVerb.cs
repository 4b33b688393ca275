using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub messages</c>: the ledger, ids and states only.</summary>
internal static class MessagesVerb
{
    public static Command Create()
    {
        var sender = new Option<string?>("--sender") { Description = "Channel name or MSH-4." };
        var from = new Option<string?>("--from")
        {
            Description = "Received at or after, e.g. 2026-03-02 or 2026-03-02T09:00.",
        };
        var to = new Option<string?>("--to") { Description = "Received before." };
        var state = new Option<string?>("--state") { Description = "Only this state." };
        state.AcceptOnlyFromAmong("received", "converted", "published", "stored", "dead");
        var limit = Options.Number("--limit", "At most this many lines.", 50, 1, 1000);
        var (hub, token, json) = (Options.Hub(), Options.OpsToken(), Options.Json());
        var command = new Command("messages", "List messages of a running hub and where each one is, newest first.")
        {
            sender, from, to, state, limit, hub, token, json,
        };
        command.SetAction(async (run, ct) =>
        {
            using var desk = DeskClient.Open(run, hub, token);
            var path = "ops/api/ledger" + Query(
                ("sender", run.GetValue(sender)), ("from", run.GetValue(from)), ("to", run.GetValue(to)),
                ("state", run.GetValue(state)),
                ("limit", run.GetValue(limit).ToString(CultureInfo.InvariantCulture)));
            return await desk.GetAsync(path, body => Print(run, body, run.GetValue(json)), ct);
        });
        return command;
    }

    /// <summary>A query string of the values that are there.</summary>
    public static string Query(params (string Name, string? Value)[] values)
    {
        var given = values.Where(v => !string.IsNullOrEmpty(v.Value))
            .Select(v => $"{v.Name}={Uri.EscapeDataString(v.Value!)}");
        return string.Join('&', given) is { Length: > 0 } query ? "?" + query : "";
    }

    private static int Print(ParseResult run, JsonElement body, bool json)
    {
        if (json)
        {
            run.Say(body.GetRawText());
            return ExitCode.Done;
        }
        foreach (var line in body.GetProperty("lines").EnumerateArray())
            run.Say(LedgerText.Line(line));
        var totals = body.GetProperty("totals").EnumerateObject().Select(t => $"{t.Name} {t.Value.GetInt64()}");
        run.Say("Totals: " + string.Join(", ", totals));
        LedgerText.SaySilent(run, body);
        return ExitCode.Done;
    }
}
