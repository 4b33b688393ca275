using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub deadletters</c>: what stopped, and every reason.</summary>
internal static class DeadLettersVerb
{
    public static Command Create()
    {
        var sender = new Option<string?>("--sender") { Description = "Channel name or MSH-4." };
        var limit = Options.Number("--limit", "At most this many.", 50, 1, 1000);
        var (hub, token, json) = (Options.Hub(), Options.OpsToken(), Options.Json());
        var command = new Command("deadletters", "List messages that stopped, each with every reason.")
        {
            sender, limit, hub, token, json,
        };
        command.SetAction(async (run, ct) =>
        {
            using var desk = DeskClient.Open(run, hub, token);
            var path = "ops/api/deadletters" + MessagesVerb.Query(
                ("sender", run.GetValue(sender)),
                ("limit", run.GetValue(limit).ToString(CultureInfo.InvariantCulture)));
            return await desk.GetAsync(path, body => Print(run, body, run.GetValue(json)), ct);
        });
        return command;
    }

    private static int Print(ParseResult run, JsonElement body, bool json)
    {
        if (json)
        {
            run.Say(body.GetRawText());
            return ExitCode.Done;
        }
        var count = 0;
        foreach (var letter in body.GetProperty("letters").EnumerateArray())
        {
            count++;
            run.Say($"{LedgerText.Time(letter, "at")}  {LedgerText.Text(letter, "stage"),-8}  "
                + $"{LedgerText.Text(letter, "gateway"),-12}  {LedgerText.Text(letter, "messageId")}");
            if (letter.TryGetProperty("line", out var line) && line.ValueKind == JsonValueKind.Object)
                run.Say($"    {LedgerText.Text(line, "event")} {LedgerText.Text(line, "controlId")} by "
                    + LedgerText.Text(line, "channel"));
            LedgerText.SayErrors(run, letter);
        }
        run.Say(count == 0 ? "No dead letters." : "After the cause is repaired: hub replay MESSAGE-ID …");
        LedgerText.SaySilent(run, body);
        return ExitCode.Done;
    }
}
