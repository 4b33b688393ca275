using System.CommandLine;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Demo;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub demo</c></summary>
internal static class DemoVerb
{
    public const string DefaultFolder = "hub-data";

    private const int HighestMllpPort = 65_000;

    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "Folder for configuration and data; a later start on the same folder goes on.",
            HelpName = "DIR",
            DefaultValueFactory = _ => DefaultFolder,
        };
        var http = Options.Number("--http-port", "Port of start page, FHIR API and desk.", 8080, 1, 65_535);
        var mllp = Options.Number(
            "--mllp-port", "First of consecutive ports the hospitals send to.", 2575, 1, HighestMllpPort);
        var quiet = new Option<bool>("--no-traffic") { Description = "No synthetic traffic: only what you send." };
        var command = new Command("demo",
            "Run everything in one process: a consortium of four tiers, simulated hospitals on both ends, nothing to install.")
        {
            data, http, mllp, quiet,
        };
        command.SetAction((run, ct) => RunAsync(
            run, run.GetRequiredValue(data), new(run.GetValue(http), run.GetValue(mllp)), !run.GetValue(quiet), ct));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult run, string folder, DemoConsortium consortium, bool sends, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        DemoFile.Remove(folder); // left by a killed demo: it would say "ready" too early
        consortium.Write(folder);
        var (configuration, findings) = HubConfiguration.Read(folder);
        if (findings.Count > 0)
            return run.Fail(ExitCode.Fault, findings.Select(f => f.ToString()));
        try
        {
            return await RoleHost.RunAsync(
                configuration, Role.All, run.InvocationConfiguration, new DemoExtra(configuration, sends), ct);
        }
        finally
        {
            DemoFile.Remove(folder);
        }
    }
}
