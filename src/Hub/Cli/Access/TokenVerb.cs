using System.CommandLine;
using IntegrationHub.Exchange;
using IntegrationHub.Hub.Configuration.Yaml;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub token --member ID</c></summary>
internal static class TokenVerb
{
    public static Command Create()
    {
        var config = Options.Config();
        var member = new Option<string>("--member")
        {
            Description = "Member the client belongs to.",
            HelpName = "ID",
            Required = true,
        };
        var name = new Option<string>("--name")
        {
            Description = "Name of the client.",
            DefaultValueFactory = _ => "client",
        };
        var days = Options.Number("--days", "How long it is good.", 90, 1, 3650);
        var rights = new Option<string[]>("--right")
        {
            Description = $"What it may do beyond the member's own records: {string.Join(", ", ClientRights.All)}.",
            HelpName = "RIGHT",
            AllowMultipleArgumentsPerToken = true,
        };
        rights.AcceptOnlyFromAmong([.. ClientRights.All]);
        var command = new Command("token",
            "Issue a bearer token for a FHIR client of a member. It is printed once; only its hash is kept.")
        {
            config, member, name, days, rights,
        };
        command.SetAction(async (run, ct) =>
        {
            if (Options.Read(run, config) is not { } configuration)
                return ExitCode.Fault;
            var id = run.GetRequiredValue(member);
            if (configuration.Members.Find(id) is null)
                return run.Fail(ExitCode.Fault,
                    $"\"{id}\" is no member.{NearestName.Hint(id, configuration.Members.All.Select(m => m.Id))}");
            return await ExchangeTools.RunAsync(run, configuration, async services =>
            {
                var token = await services.GetRequiredService<ClientTokens>().IssueAsync(
                    id, run.GetRequiredValue(name), run.GetValue(rights) ?? [], TimeSpan.FromDays(run.GetValue(days)),
                    ct);
                run.Say(token);
                return ExitCode.Done;
            }, ct);
        });
        return command;
    }
}
