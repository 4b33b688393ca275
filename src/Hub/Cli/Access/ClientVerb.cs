using System.CommandLine;
using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using IntegrationHub.Hub.Roles;
using IntegrationHub.Store;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub client …</c>: systems that sign for their tokens.</summary>
internal static class ClientVerb
{
    public static Command Create() => new(
        "client",
        "Systems that get short tokens by signing for them (SMART Backend Services); only public keys are kept.")
    {
        Add(), List(), Rotate(),
        Change("disable", "Shut a client out; its tokens end at once.", (desk, id, ct) => desk.DisableAsync(id, ct)),
        Change("enable", "Let a disabled client in again.", (desk, id, ct) => desk.EnableAsync(id, ct)),
        Change(
            "remove", "Remove a client for good; its tokens end at once.", (desk, id, ct) => desk.RemoveAsync(id, ct)),
    };

    private static Command Add()
    {
        var member = new Option<string>("--member")
        {
            Description = "Member the client speaks for.",
            HelpName = "ID",
            Required = true,
        };
        var name = new Option<string>("--name")
        {
            Description = "Name of the client, unique within the member.",
            Required = true,
        };
        var (keys, url) = Keys();
        var scopes = new Option<string>("--scopes")
        {
            Description = "What its tokens may be good for at most: \"system/Patient.rs system/Observation.cruds\".",
            DefaultValueFactory = _ => "system/*.rs",
        };
        var rights = new Option<string[]>("--right", "--rights")
        {
            Description = $"What it may do beyond that: {string.Join(", ", ClientRights.All)}.",
            AllowMultipleArgumentsPerToken = true,
        };
        rights.AcceptOnlyFromAmong([.. ClientRights.All]);
        var config = Options.Config();
        var command = new Command("add", "Register a client and print its id.")
        {
            config, member, name, keys, url, scopes, rights,
        };
        command.SetAction((run, ct) => RunAsync(
            run, config,
            async desk => Given(run, keys, url) is { } given
                ? Say(run, await desk.AddAsync(
                    new(
                        run.GetRequiredValue(member), run.GetRequiredValue(name), given, run.GetRequiredValue(scopes),
                        run.GetValue(rights) ?? []),
                    ct), c => c.Id)
                : ExitCode.Fault,
            ct));
        return command;
    }

    private static Command List()
    {
        var config = Options.Config();
        var command = new Command("list", "List clients: id, member, name, state, keys, scopes.") { config };
        command.SetAction((run, ct) => RunAsync(
            run, config,
            async desk =>
            {
                foreach (var client in await desk.ListAsync(ct))
                    run.Say(Line(client));
                return ExitCode.Done;
            },
            ct));
        return command;
    }

    private static Command Rotate()
    {
        var id = Id();
        var (keys, url) = Keys();
        var config = Options.Config();
        var command = new Command("rotate", "Replace a client's keys; what it got with the old ones ends.")
        {
            id, config, keys, url,
        };
        command.SetAction((run, ct) => RunAsync(
            run, config,
            async desk => Given(run, keys, url) is { } given
                ? Say(run, await desk.RotateAsync(run.GetRequiredValue(id), given, ct), Line)
                : ExitCode.Fault,
            ct));
        return command;
    }

    private static Command Change(
        string verb, string about, Func<ClientDesk, string, CancellationToken, Task<Result<Client>>> change)
    {
        var id = Id();
        var config = Options.Config();
        var command = new Command(verb, about) { id, config };
        command.SetAction((run, ct) => RunAsync(
            run, config, async desk => Say(run, await change(desk, run.GetRequiredValue(id), ct), Line), ct));
        return command;
    }

    private static Argument<string> Id() => new("ID") { Description = "Id as hub client list prints it." };

    private static (Option<string?> Keys, Option<string?> Url) Keys() =>
    (
        new("--jwks") { Description = "File with the client's JSON Web Key Set, public keys only.", HelpName = "FILE" },
        new("--jwks-url") { Description = "Where the client publishes its key set.", HelpName = "URL" });

    private static GivenKeys? Given(ParseResult run, Option<string?> keys, Option<string?> url)
    {
        if (run.GetValue(keys) is not { } file)
            return new(null, run.GetValue(url));
        if (File.Exists(file))
            return new(File.ReadAllText(file), run.GetValue(url));
        run.Fail(ExitCode.Fault, $"There is no file {file}.");
        return null;
    }

    private static async Task<int> RunAsync(
        ParseResult run, Option<string> config, Func<ClientDesk, Task<int>> work, CancellationToken ct) =>
        Options.Read(run, config) is { } configuration
            ? await ExchangeTools.RunAsync(
                run, configuration, services => work(services.GetRequiredService<ClientDesk>()), ct)
            : ExitCode.Fault;

    private static int Say(ParseResult run, Result<Client> result, Func<Client, string> text)
    {
        if (!result.TryGet(out var client, out var errors))
            return run.Fail(ExitCode.Fault, errors.Select(e => e.Path is null ? e.Text : $"{e.Path}: {e.Text}"));
        run.Say(text(client));
        return ExitCode.Done;
    }

    private static string Line(Client client)
    {
        var since = client.DisabledAt?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var state = since is null ? "active" : $"disabled since {since}";
        return $"{client.Id}  {client.Member}  {client.Name}  {state}  {client.KeysUrl ?? "keys inline"}  "
            + client.Scopes + (client.Rights.Length > 0 ? $"  rights: {client.Rights}" : "");
    }
}
