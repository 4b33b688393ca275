using System.CommandLine;
using System.Globalization;
using IntegrationHub.Exchange;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub audit verify|who|export</c></summary>
internal static class AuditVerb
{
    public static Command Create() => new("audit", "Verify, question and export the audit trail.")
    {
        Verify(), Who(), Export(),
    };

    private static Command Verify()
    {
        var config = Options.Config();
        var (from, to) = (Day("--from", "First day (UTC)."), Day("--to", "Day after the last."));
        var anchors = new Option<string?>("--anchors")
        {
            Description = "File of anchors and marks. Without it: the one of this hub.",
            HelpName = "FILE",
        };
        var command = new Command("verify",
            "Walk the hash chain; exit code 1 when anything was altered, removed or added by hand.")
        {
            config, from, to, anchors,
        };
        command.SetAction((run, ct) => WithAsync(run, config, async (tools, configuration) =>
        {
            var file = run.GetValue(anchors) ?? RoleParts.Exchange(configuration).Audit.AnchorFile;
            var verified = await tools.VerifyAsync(run.GetValue(from), run.GetValue(to), file, ct);
            if (!verified.TryGet(out var report, out var errors))
                return run.Fail(ExitCode.Fault, errors.Select(e => $"{e.Path}: {e.Text}"));
            foreach (var fault in report.Faults)
                run.Fail(ExitCode.Fault, (fault.IsWarning ? "warning: " : "fault: ") + fault.Text);
            run.Say(string.Create(CultureInfo.InvariantCulture,
                $"Links {report.First} to {report.Head.Seq}, {report.Entries} entries, ")
                + string.Create(CultureInfo.InvariantCulture, $"{report.Waiting} blocks not linked yet. ")
                + (report.IsSound ? "The chain is whole." : "THE CHAIN IS BROKEN."));
            return report.IsSound ? ExitCode.Done : ExitCode.Fault;
        }, ct));
        return command;
    }

    private static Command Who()
    {
        var config = Options.Config();
        var patient = new Argument<string>("PATIENT") { Description = "Logical id of the Patient." };
        var limit = Options.Number("--limit", "Newest so many.", 100, 1, 500);
        var command = new Command("who", "Who looked at a patient's record, newest first.") { config, patient, limit };
        command.SetAction((run, ct) => WithAsync(run, config, async (tools, _) =>
        {
            foreach (var e in await tools.WhoAsync(run.GetRequiredValue(patient), run.GetValue(limit), ct))
                run.Say(string.Join('\t',
                    e.At.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), e.Member, e.Client,
                    e.Person ?? "-", e.Event, e.Status.ToString(CultureInfo.InvariantCulture), e.Purpose ?? "-",
                    e.Grant is null ? "-" : "broken glass",
                    string.Create(CultureInfo.InvariantCulture, $"{e.Resources.Count} records")));
            return ExitCode.Done;
        }, ct));
        return command;
    }

    private static Command Export()
    {
        var config = Options.Config();
        var (from, to) = (Day("--from", "First day (UTC)."), Day("--to", "Day after the last."));
        var file = new Argument<string>("FILE") { Description = "File to write; it must not exist." };
        var command = new Command("export", "Write AuditEvents as NDJSON, each with its link and hash.")
        {
            config, from, to, file,
        };
        command.SetAction((run, ct) => WithAsync(run, config, async (tools, _) =>
        {
            var path = run.GetRequiredValue(file);
            if (File.Exists(path))
                return run.Fail(ExitCode.Fault, $"{path} exists; name a new file.");
            await using var stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
            });
            var count = await tools.ExportAsync(
                run.GetValue(from) ?? DateTimeOffset.UnixEpoch,
                run.GetValue(to) ?? DateTimeOffset.UnixEpoch.AddYears(200),
                stream, ct);
            run.Say(string.Create(CultureInfo.InvariantCulture, $"{count} entries written to {path}."));
            return ExitCode.Done;
        }, ct));
        return command;
    }

    private static async Task<int> WithAsync(
        ParseResult run, Option<string> config, Func<AuditTools, HubConfiguration, Task<int>> work,
        CancellationToken ct)
    {
        if (Options.Read(run, config) is not { } configuration)
            return ExitCode.Fault;
        return await ExchangeTools.RunAsync(
            run, configuration, services => work(services.GetRequiredService<AuditTools>(), configuration), ct);
    }

    private static Option<DateTimeOffset?> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DATE",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssZ"], CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var at))
                return at;
            result.AddError($"{name} \"{text}\" is no date such as 2026-03-02.");
            return null;
        },
    };
}
