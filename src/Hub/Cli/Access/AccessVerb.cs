using System.CommandLine;
using IntegrationHub.Exchange;
using IntegrationHub.Hub.Configuration.Yaml;
using IntegrationHub.Hub.Roles;
using IntegrationHub.Store;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub access explain MEMBER TYPE/ID</c>, <c>hub access rebuild</c></summary>
internal static class AccessVerb
{
    public static Command Create() => new("access", "Who may see what, and why.") { Explain(), Rebuild() };

    private static Command Explain()
    {
        var config = Options.Config();
        var member = new Argument<string>("MEMBER") { Description = "Member that looks." };
        var record = new Argument<string>("TYPE/ID") { Description = "The record, e.g. Observation/1." };
        var person = new Option<string>("--person")
        {
            Description = "Account of a clinician of the member; without it, the member's systems.",
            HelpName = "ID",
        };
        var command = new Command("explain",
            "Say why a member sees a record or does not: every row that has a say, and no patient data.")
        {
            config, member, record, person,
        };
        command.SetAction(async (run, ct) =>
        {
            if (Options.Read(run, config) is not { } configuration)
                return ExitCode.Fault;
            var id = run.GetRequiredValue(member);
            if (configuration.Members.Find(id) is null)
                return run.Fail(ExitCode.Fault,
                    $"\"{id}\" is no member.{NearestName.Hint(id, configuration.Members.All.Select(m => m.Id))}");
            if (run.GetRequiredValue(record).Split('/') is not [{ Length: > 0 } type, { Length: > 0 } logical]
                || !RecordTypes.All.Contains(type))
                return run.Fail(ExitCode.Fault, "Name the record as TYPE/ID, e.g. Observation/1.");
            return await ExchangeTools.RunAsync(
                run, configuration, s => SayAsync(run, s, id, run.GetValue(person), new(type, logical), ct), ct);
        });
        return command;
    }

    private static async Task<int> SayAsync(
        ParseResult run, IServiceProvider services, string member, string? person, ResourceKey key,
        CancellationToken ct)
    {
        var caller = new Caller(member, "explain")
        {
            Person = person,
            Roles = person is null ? [] : [PersonRole.Clinician],
        };
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var view = services.GetRequiredService<CallerView>().Of(caller, now);
        await using var reader = await services.GetRequiredService<HubDb>().ReadAsync(ct);
        foreach (var line in await AccessExplanation.OfAsync(reader, view, key, ct))
            run.Say(line);
        return ExitCode.Done;
    }

    private static Command Rebuild()
    {
        var config = Options.Config();
        var command = new Command("rebuild",
            "After a change of rules/access.yaml, codes/sensitive.csv or consortia: look at every record again. A "
            + "running exchange does it in the background.")
        {
            config,
        };
        command.SetAction(async (run, ct) =>
        {
            if (Options.Read(run, config) is not { } configuration)
                return ExitCode.Fault;
            return await ExchangeTools.RunAsync(run, configuration, async services =>
            {
                var job = await services.GetRequiredService<HubDb>().RunAsync(
                    (tx, stop) => IndexJobs.StartAsync(tx, [], [], [], TimeSpan.Zero, stop), ct);
                run.Say($"Job {job.Id}: {job.Total} records.");
                return ExitCode.Done;
            }, ct);
        });
        return command;
    }
}
