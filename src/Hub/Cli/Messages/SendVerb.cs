using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using IntegrationHub.Hub.Roles;
using IntegrationHub.Hub.Simulation;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub send FILE --to mllp://HOST:PORT</c></summary>
internal static class SendVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "HL7 v2 message; - reads standard input." };
        var to = new Option<Uri>("--to")
        {
            Description = "Where to send it, e.g. mllp://127.0.0.1:2576.",
            HelpName = "mllp://HOST:PORT",
            Required = true,
            CustomParser = result => ReadTarget(result.Tokens[0].Value, result.AddError),
        };
        var charset = new Option<string?>("--charset")
        {
            Description = "Read FILE as UTF-8 and send it in this charset, segments ended by CR. Without it the bytes are "
                + "sent as they are.",
        };
        charset.AcceptOnlyFromAmong("UTF-8", "GB18030");
        var patience = Options.Number("--timeout", "Seconds to wait for the acknowledgement.", 30, 1, 3600);
        var command = new Command("send",
            "Send a message over MLLP and print the acknowledgement. Exit code 0: AA or CA; 1: refused; 3: no answer.")
        {
            file, to, charset, patience,
        };
        command.SetAction((run, ct) => SendAsync(
            run, run.GetRequiredValue(file), run.GetRequiredValue(to), run.GetValue(charset), run.GetValue(patience),
                ct));
        return command;
    }

    private static async Task<int> SendAsync(
        ParseResult run, string file, Uri to, string? charset, int seconds, CancellationToken ct)
    {
        var message = await MessageFile.ReadAsync(file, ct);
        if (message is null)
            return run.Fail(ExitCode.Fault, $"{file} cannot be read.");
        if (charset is not null)
            message = MessageFile.Encode(message, charset);
        await using var link = new HisLink(to.Host, to.Port, TimeSpan.FromSeconds(seconds));
        try
        {
            var answer = await link.SendAsync(message, ct);
            return answer is null
                ? run.Fail(ExitCode.Unreachable, $"{to.Host}:{to.Port} closed the connection without an answer.")
                : Report(run, Encoding.UTF8.GetString(answer));
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException)
        {
            return run.Fail(ExitCode.Unreachable, $"{to.Host}:{to.Port}: {e.Message}");
        }
    }

    private static int Report(ParseResult run, string answer)
    {
        run.Say(answer.Replace('\r', '\n').TrimEnd());
        var code = answer.Split('\r').Select(s => s.Split('|'))
            .FirstOrDefault(f => f[0] == "MSA")?.ElementAtOrDefault(1);
        return code is "AA" or "CA"
            ? ExitCode.Done
            : run.Fail(ExitCode.Fault, code is null ? "The answer is no acknowledgement." : $"Refused with {code}.");
    }

    private static Uri ReadTarget(string text, Action<string> problem)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "mllp", Port: > 0 })
            return uri;
        problem($"--to \"{text}\" is no address such as mllp://127.0.0.1:2575.");
        return new("mllp://invalid:1");
    }
}
