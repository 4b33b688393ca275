using System.CommandLine;
using IntegrationHub.Hub.Configuration.Yaml;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub run --config DIR --roles LIST</c></summary>
internal static class RunVerb
{
    private static readonly (string Word, Role Role)[] Words =
        [("gateway", Role.Gateway), ("exchange", Role.Exchange), ("dashboard", Role.Dashboard)];

    public static Command Create()
    {
        var config = Options.Config();
        var roles = new Option<Role>("--roles")
        {
            Description = "Comma-separated list of gateway, exchange, dashboard. Without it: all three.",
            HelpName = "LIST",
            DefaultValueFactory = _ => Role.All,
            CustomParser = result =>
            {
                var read = Parse(string.Join(',', result.Tokens.Select(t => t.Value)));
                if (read.Problem is { } problem)
                    result.AddError(problem);
                return read.Roles;
            },
        };
        var command = new Command("run", "Run one or more roles with a configuration folder.") { config, roles };
        command.SetAction(async (run, ct) =>
        {
            if (Options.Read(run, config) is not { } configuration)
                return ExitCode.Fault;
            var problems = RoleRules.Problems(configuration.Settings, run.GetValue(roles)).ToArray();
            if (problems.Length > 0)
                return run.Fail(ExitCode.Fault, problems);
            return await RoleHost.RunAsync(configuration, run.GetValue(roles), run.InvocationConfiguration, ct: ct);
        });
        return command;
    }

    /// <summary>Reads a list of roles.</summary>
    public static (Role Roles, string? Problem) Parse(string text)
    {
        var roles = Role.None;
        foreach (var word in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var role = Words.FirstOrDefault(w => w.Word == word).Role;
            if (role == Role.None)
                return (Role.None, $"\"{word}\" is no role; known are {string.Join(", ", Words.Select(w => w.Word))}."
                    + NearestName.Hint(word, Words.Select(w => w.Word)));
            roles |= role;
        }
        return roles == Role.None ? (roles, "--roles names no role.") : (roles, null);
    }
}
