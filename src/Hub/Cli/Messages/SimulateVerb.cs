using System.CommandLine;
using System.Text;
using IntegrationHub.Hub.Demo;
using IntegrationHub.Hub.Roles;
using IntegrationHub.Hub.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub simulate</c>: synthetic hospitals send to the channels of a configuration.</summary>
internal static class SimulateVerb
{
    public static Command Create()
    {
        var config = Options.Config();
        var rate = Options.Number("--rate", "Messages per second.", 2, 1, 1000);
        var count = Options.Number(
            "--count", "Stop after this many messages. Without it: until Ctrl+C.", int.MaxValue, 1, int.MaxValue);
        var seed = new Option<int?>("--seed") { Description = "The same seed plays the same episodes." };
        var command = new Command("simulate",
            "Send synthetic traffic to the inbound channels of a configuration folder on this machine (never to a live hub).")
        {
            config, rate, count, seed,
        };
        command.SetAction((run, ct) => RunAsync(
            run, config, run.GetValue(rate), run.GetValue(count), run.GetValue(seed), ct));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult run, Option<string> config, double rate, long count, int? seed, CancellationToken ct)
    {
        if (Options.Read(run, config) is not { } configuration)
            return ExitCode.Fault;
        if (configuration.Settings is { Environment: "P", Demo: false })
            return run.Fail(ExitCode.Fault,
                "This is a production hub (hub.yaml: environment: P): synthetic patients do not belong there.");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var sources = DemoHospitals.Sources(configuration, TimeProvider.System);
        if (sources.Count == 0)
            return run.Fail(ExitCode.Fault, "The configuration has no inbound channel.");
        var player = new TrafficPlayer(sources, rate, seed is { } s ? new Random(s) : Random.Shared,
            TimeProvider.System,
            NullLogger<TrafficPlayer>.Instance);
        try
        {
            await player.RunAsync(count, ct);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C ends it in good order.
        }
        run.Say($"{player.Sent} messages acknowledged, {player.Refused} refused.");
        return player.Refused == 0 ? ExitCode.Done : ExitCode.Fault;
    }
}
