using System.CommandLine;
using System.Text;
using System.Text.Json;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub replay ID …</c>: run dead letters again after a fix.</summary>
internal static class ReplayVerb
{
    public static Command Create()
    {
        var ids = new Argument<Guid[]>("ID")
        {
            Description = "Message ids as hub deadletters prints them.",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => [.. result.Tokens.Select(t => Read(t.Value, result.AddError))],
        };
        var edited = new Option<string?>("--edited")
        {
            Description = "File with the corrected message, UTF-8, of exactly one ID. The original bytes are kept.",
            HelpName = "FILE",
        };
        var (hub, token, json) = (Options.Hub(), Options.OpsToken(), Options.Json());
        var command = new Command("replay", "Run dead letters again, as they are or corrected.")
        {
            ids, edited, hub, token, json,
        };
        command.SetAction(async (run, ct) =>
        {
            string? text = null;
            if (run.GetValue(edited) is { } file)
            {
                if (run.GetRequiredValue(ids).Length > 1)
                    return run.Fail(ExitCode.Usage, "--edited corrects one message: give exactly one ID.");
                if (await MessageFile.ReadAsync(file, ct) is not { } bytes)
                    return run.Fail(ExitCode.Fault, $"{file} cannot be read.");
                text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
            }
            using var desk = DeskClient.Open(run, hub, token);
            return await desk.PostAsync("ops/api/deadletters/replay",
                new { ids = run.GetRequiredValue(ids), editedRaw = text },
                    body => Print(run, body, run.GetValue(json)), ct);
        });
        return command;
    }

    private static Guid Read(string text, Action<string> problem)
    {
        if (!Guid.TryParse(text, out var id))
            problem($"\"{text}\" is no message id such as 0198c0de-0000-7000-8000-000000000000.");
        return id;
    }

    private static int Print(ParseResult run, JsonElement body, bool json)
    {
        if (json)
            run.Say(body.GetRawText());
        else
            run.Say($"{body.GetProperty("done").GetInt32()} messages run again.");
        var errors = body.TryGetProperty("errors", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(DeskClient.Reason).ToArray()
            : [];
        return errors.Length == 0 ? ExitCode.Done : run.Fail(ExitCode.Fault, errors);
    }
}
