using System.CommandLine;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub user add|list|roles|disable|enable|reset</c>: accounts, on the machine of the database.</summary>
internal static class UserVerb
{
    private static AccountKeeper Keeper => new($"cli@{Environment.MachineName}", null, null);

    public static Command Create() => new("user", "Accounts of people who open the desk.")
    {
        Add(), List(), Roles(), Close("disable", true), Close("enable", false), Reset(),
    };

    private static Command Add()
    {
        var (config, name) = (Options.Config(), Name());
        var (member, roles, grants) = (Member(), RoleOption(), Grants());
        var shown = new Option<string>("--shown") { Description = "Name for other people's eyes.", DefaultValueFactory = _ => "" };
        var admin = new Option<bool>("--admin") { Description = "Short for --role administrator." };
        var command = new Command("add", "Make an account. Its one-time password is printed once.")
        {
            config, name, member, roles, grants, shown, admin,
        };
        command.SetAction((run, ct) => RunAsync(run, config, async people =>
        {
            var draft = Draft(run.GetRequiredValue(name), run.GetRequiredValue(member), run.GetValue(roles), run.GetValue(grants));
            if (run.GetValue(admin))
                draft = draft with { Roles = [.. draft.Roles, PersonRole.Administrator] };
            var added = await people.AddAsync(draft with { Shown = run.GetRequiredValue(shown) }, Keeper, ct);
            return Told(run, added, password => run.Say(password));
        }, ct));
        return command;
    }

    private static Command List()
    {
        var config = Options.Config();
        var command = new Command("list", "All accounts.") { config };
        command.SetAction((run, ct) => RunAsync(run, config, async people =>
        {
            for (var page = await people.ListAsync(Keeper, "", ct); page.Count > 0;
                page = await people.ListAsync(Keeper, page[^1].Name, ct))
                foreach (var person in page)
                    run.Say(Line(person));
            return ExitCode.Done;
        }, ct));
        return command;
    }

    private static Command Roles()
    {
        var (config, name, member, roles, grants) = (Options.Config(), Name(), Member(), RoleOption(), Grants());
        var command = new Command("roles", "Give an account other roles; its logins and tokens end.")
        {
            config, name, member, roles, grants,
        };
        command.SetAction((run, ct) => RunAsync(run, config, async people => Told(run, await people.PlaceAsync(
            Draft(run.GetRequiredValue(name), run.GetRequiredValue(member), run.GetValue(roles), run.GetValue(grants)),
            Keeper, ct), _ => { }), ct));
        return command;
    }

    private static Command Close(string verb, bool closed)
    {
        var (config, name) = (Options.Config(), Name());
        var command = new Command(verb, closed
            ? "Close an account; its logins and tokens end at once." : "Open a closed account again.") { config, name };
        command.SetAction((run, ct) => RunAsync(run, config, async people =>
            Told(run, await people.CloseAsync(run.GetRequiredValue(name), closed, Keeper, ct), _ => { }), ct));
        return command;
    }

    private static Command Reset()
    {
        var (config, name) = (Options.Config(), Name());
        var factor = new Option<bool>("--factor") { Description = "The second factor too: the phone is lost." };
        var command = new Command("reset", "Print a one-time password; logins and tokens end.") { config, name, factor };
        command.SetAction((run, ct) => RunAsync(run, config, async people => Told(run,
            await people.ResetAsync(run.GetRequiredValue(name), run.GetValue(factor), Keeper, ct),
            password => run.Say(password)), ct));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult run, Option<string> config, Func<PeopleDesk, Task<int>> work, CancellationToken ct) =>
        Options.Read(run, config) is { } configuration
            ? await ExchangeTools.RunAsync(
                run, configuration, services => work(services.GetRequiredService<PeopleDesk>()), ct)
            : ExitCode.Fault;

    private static int Told<T>(ParseResult run, Result<T> result, Action<T> done)
    {
        if (!result.TryGet(out var value, out var errors))
            return run.Fail(ExitCode.Fault, errors.Select(e => e.Path is null ? e.Text : $"{e.Path}: {e.Text}"));
        done(value);
        return ExitCode.Done;
    }

    private static string Line(PersonAccount person) => string.Join('\t',
        person.Name, person.Member.Length == 0 ? "-" : person.Member,
        string.Join(',', person.Roles.Select(PeopleSection.WordOf)),
        person.Grants.Count == 0 ? "-" : string.Join(',', person.Grants.Select(g => PeopleSection.Hyphened(g.ToString()))),
        person.DisabledAt is not null ? "disabled" : person.HasFactor || person.IsExternal ? "active" : "no second factor yet",
        person.Shown);

    private static PersonDraft Draft(string name, string member, string[]? roles, string[]? grants) => new(
        name, "", member, [.. (roles ?? []).Select(r => PeopleSection.RoleOf(r)!.Value)],
        [.. (grants ?? []).Select(g => RoleRights.Grantable.First(r => PeopleSection.Hyphened(r.ToString()) == g))]);

    private static Argument<string> Name() => new("name") { Description = "Account name." };

    private static Option<string> Member() => new("--member")
    {
        Description = "Member the person belongs to; without it the hub itself.",
        HelpName = "ID",
        DefaultValueFactory = _ => "",
    };

    private static Option<string[]> RoleOption() => Words("--role", "What the person does", PeopleSection.Words);

    private static Option<string[]> Grants() => Words("--grant", "A right beside the roles",
        [.. RoleRights.Grantable.Select(r => PeopleSection.Hyphened(r.ToString()))]);

    private static Option<string[]> Words(string name, string description, IReadOnlyList<string> words)
    {
        var option = new Option<string[]>(name)
        {
            Description = $"{description}: {string.Join(", ", words)}.",
            HelpName = "WORD",
            AllowMultipleArgumentsPerToken = true,
        };
        option.AcceptOnlyFromAmong([.. words]);
        return option;
    }
}
