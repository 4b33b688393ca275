using System.CommandLine;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub check DIR</c></summary>
internal static class CheckVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Configuration folder with hub.yaml." };
        var command = new Command("check",
            "Find every mistake of a configuration folder at once, each with file, line and what is allowed.")
        {
            folder,
        };
        command.SetAction(run =>
        {
            var directory = run.GetRequiredValue(folder);
            if (!Directory.Exists(directory))
                return run.Fail(ExitCode.Fault,
                    $"There is no folder {directory}. \"hub init {directory}\" writes one.");
            var (configuration, findings) = HubConfiguration.Read(directory);
            run.Fail(ExitCode.Done, configuration.Warnings.Select(w => $"{w} (warning)"));
            if (findings.Count > 0)
                return run.Fail(ExitCode.Fault,
                    [.. findings.Select(f => f.ToString()),
                     $"{findings.Count} mistake{(findings.Count > 1 ? "s" : "")} in {directory}."]);
            run.Say($"{directory} is in order: gateway {configuration.Settings.Gateway}, "
                + $"{configuration.Members.All.Count} members, {configuration.Inbound.Count} channels in, "
                + $"{configuration.Outbound.Count} out.");
            return ExitCode.Done;
        });
        return command;
    }
}
