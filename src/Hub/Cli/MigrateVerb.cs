using System.CommandLine;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub migrate</c></summary>
internal static class MigrateVerb
{
    public static Command Create()
    {
        var config = Options.Config();
        var command = new Command("migrate",
            "Bring the exchange's database up to date and check its settings. hub run does the same at every start.")
        {
            config,
        };
        command.SetAction(async (run, ct) =>
        {
            if (Options.Read(run, config) is not { } configuration)
                return ExitCode.Fault;
            return await ExchangeTools.RunAsync(run, configuration, _ =>
            {
                run.Say("The exchange's database is up to date and its settings are safe.");
                return Task.FromResult(ExitCode.Done);
            }, ct);
        });
        return command;
    }
}
