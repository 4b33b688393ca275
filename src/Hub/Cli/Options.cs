using System.CommandLine;
using System.Globalization;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary>Options several verbs share.</summary>
internal static class Options
{
    public static Option<string> Config() => new("--config", "-c")
    {
        Description = "Configuration folder with hub.yaml. Without it: the current folder.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".",
    };

    public static Option<string?> Hub() => new("--hub")
    {
        Description = "Address of a running hub. Without it: the demo of ./hub-data if it runs, else http://127.0.0.1:8080.",
        HelpName = "URL",
    };

    public static Option<string?> OpsToken() => new("--ops-token")
    {
        Description = "Token of the operations desk when it asks for one; better in the environment as HUB_OPS_TOKEN.",
        HelpName = "TOKEN",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("HUB_OPS_TOKEN"),
    };

    /// <summary>A whole number within limits; anything else is wrong usage.</summary>
    public static Option<int> Number(string name, string description, int usual, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least
                && n <= most)
                return n;
            result.AddError($"{name} \"{text}\" is not a whole number from {least} to {most}.");
            return usual;
        },
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON for scripts." };

    /// <summary>Reads the configuration folder; null after every finding was printed.</summary>
    public static HubConfiguration? Read(ParseResult run, Option<string> config)
    {
        var folder = run.GetRequiredValue(config);
        if (!File.Exists(Path.Combine(folder, HubFile.Name)))
        {
            run.Fail(ExitCode.Fault, $"There is no {HubFile.Name} in {folder}. \"hub init DIR\" writes a configuration "
                + "folder, --config DIR names one.");
            return null;
        }
        var (configuration, findings) = HubConfiguration.Read(folder);
        run.Fail(ExitCode.Fault, findings.Select(f => f.ToString()));
        return findings.Count == 0 ? configuration : null;
    }
}
