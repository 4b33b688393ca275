using System.CommandLine;
using System.Text.Json;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub trace ID</c>: where is message X?</summary>
internal static class TraceVerb
{
    public static Command Create()
    {
        var id = new Argument<string>("ID")
        {
            Description = "Message id, delivery id, or MSH-10 as the sender wrote it.",
        };
        var (hub, token, json) = (Options.Hub(), Options.OpsToken(), Options.Json());
        var command = new Command("trace", "Follow one message from its socket to the other hospital.")
        {
            id, hub, token, json,
        };
        command.SetAction(async (run, ct) =>
        {
            using var desk = DeskClient.Open(run, hub, token);
            return await desk.GetAsync("ops/api/trace/" + Uri.EscapeDataString(run.GetRequiredValue(id)),
                body => Print(run, body, run.GetValue(json)), ct);
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
        foreach (var message in body.GetProperty("messages").EnumerateArray())
        {
            run.Say($"Message {LedgerText.Text(message, "messageId")}");
            if (message.TryGetProperty("line", out var line) && line.ValueKind == JsonValueKind.Object)
                run.Say($"  {LedgerText.Text(line, "event")} {LedgerText.Text(line, "controlId")} from "
                    + $"{LedgerText.Text(line, "facility")} by {LedgerText.Text(line, "channel")}: "
                    + LedgerText.Text(line, "state"));
            foreach (var step in message.GetProperty("steps").EnumerateArray())
                run.Say($"  {LedgerText.Time(step, "at")}  {LedgerText.Text(step, "place"),-24}  "
                    + $"{LedgerText.Text(step, "step"),-10}  {LedgerText.Text(step, "note")}");
        }
        LedgerText.SaySilent(run, body);
        return ExitCode.Done;
    }
}
