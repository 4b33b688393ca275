using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Hub.Cli;

/// <summary>Lines of the ledger for a person: ids and states, times of this machine's zone.</summary>
internal static class LedgerText
{
    public static string Line(JsonElement line) =>
        $"{Time(line, "receivedAt")}  {Text(line, "state"),-9}  {Text(line, "ack"),-2}  {Text(line, "event"),-8}  "
        + $"{Text(line, "channel"),-24}  {Text(line, "controlId"),-20}  {Text(line, "messageId")}"
        + (line.TryGetProperty("conflict", out var conflict) && conflict.GetBoolean()
            ? "  (MSH-10 seen with other content)" : "");

    public static string Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.TryGetDateTimeOffset(out var time)
            ? time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : "";

    public static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : "";

    /// <summary>Gateways that did not answer: what was printed may be incomplete.</summary>
    public static void SaySilent(ParseResult run, JsonElement body)
    {
        if (body.TryGetProperty("silent", out var silent) && silent.ValueKind == JsonValueKind.Array)
            foreach (var error in silent.EnumerateArray())
                run.InvocationConfiguration.Error.WriteLine("Incomplete: " + DeskClient.Reason(error));
    }

    /// <summary>Every reason of something dead, indented.</summary>
    public static void SayErrors(ParseResult run, JsonElement element)
    {
        if (element.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array)
            foreach (var error in errors.EnumerateArray())
                run.Say("    " + DeskClient.Reason(error));
    }
}
