using System.CommandLine;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Roles;
using IntegrationHub.Hub.Sealing;
using IntegrationHub.Store;
using IntegrationHub.Store.Journal;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub keys list|new|rotate|reseal</c></summary>
internal static class KeysVerb
{
    public static Command Create() => new("keys", "Keys that seal message content at rest: list, make, take into use, seal anew.")
    {
        Verb("list", "Show every key, which one seals new content, and which ones stored content still needs.", ListAsync),
        Verb("new", "Make a key and keep it unused, so that it can be copied to every machine and to the backup first.",
            (run, configuration, _) => Task.FromResult(New(run, configuration))),
        Verb("rotate", "Take the newest key into use; processes seal with it after their next start.",
            (run, configuration, _) => Task.FromResult(Rotate(run, configuration))),
        Verb("reseal", "Seal stored content anew under the key in use. A running hub does it by itself after a start.",
            ResealAsync),
    };

    private static Command Verb(
        string name, string about, Func<ParseResult, HubConfiguration, CancellationToken, Task<int>> work)
    {
        var config = Options.Config();
        var command = new Command(name, about) { config };
        command.SetAction(async (run, ct) =>
            Options.Read(run, config) is { } configuration ? await work(run, configuration, ct) : ExitCode.Fault);
        return command;
    }

    private static async Task<int> ListAsync(ParseResult run, HubConfiguration configuration, CancellationToken ct)
    {
        var sealer = configuration.Settings.Keys.Sealer;
        return await ExchangeTools.RunAsync(run, configuration, async services =>
        {
            await using var reader = await services.GetRequiredService<HubDb>().ReadAsync(ct);
            var needed = (await SealingKeys.InUseAsync(reader, ct))
                .Concat(JournalKeys.InFile(configuration.Settings.DataDirectory, TimeProvider.System)).ToHashSet();
            foreach (var id in sealer.Keys)
                run.Say(id + (id == sealer.ActiveKey ? "  in use" : "")
                    + (needed.Contains(id) ? "  needed by stored content" : ""));
            return sealer.ActiveKey is null
                ? run.Fail(ExitCode.Fault, $"{HubFile.Name} has no section keys: message content is not sealed.")
                : ExitCode.Done;
        }, ct);
    }

    private static int New(ParseResult run, HubConfiguration configuration)
    {
        if (configuration.Settings.Keys.Folder is not { } folder)
            return run.Fail(ExitCode.Fault, Elsewhere);
        var id = new FolderKeys(folder).Add(TimeProvider.System.GetUtcNow());
        run.Say($"{id} was written to {folder}; it is not in use yet. Copy it to every machine of the hub and to the "
            + "place of key backups, then: hub keys rotate");
        return ExitCode.Done;
    }

    private static int Rotate(ParseResult run, HubConfiguration configuration)
    {
        var keys = configuration.Settings.Keys;
        if (keys.Folder is not { } folder)
            return run.Fail(ExitCode.Fault, Elsewhere);
        var newest = keys.Sealer.Keys.Max(StringComparer.Ordinal)!;
        if (newest == keys.Sealer.ActiveKey)
            return run.Fail(ExitCode.Fault, $"{newest} is the newest key and in use already: hub keys new makes another one.");
        new FolderKeys(folder).Activate(newest);
        run.Say($"{newest} seals new content from the next start of each process on; old content is then sealed anew in "
            + $"the background. Keep {keys.Sealer.ActiveKey} until hub keys list says that no content needs it.");
        return ExitCode.Done;
    }

    private static Task<int> ResealAsync(ParseResult run, HubConfiguration configuration, CancellationToken ct) =>
        ExchangeTools.RunAsync(run, configuration, async services =>
        {
            var exchange = await ResealWork.ExchangeAsync(
                services.GetRequiredService<HubDb>(), TimeProvider.System, TimeSpan.Zero, ct);
            run.Say($"Exchange: {exchange} contents were sealed anew.");
            if (!File.Exists(Path.Combine(configuration.Settings.DataDirectory, "gateway.db")))
                return ExitCode.Done;
            try
            {
                await using var journal = new GatewayJournal(new()
                {
                    DataDirectory = configuration.Settings.DataDirectory,
                    Sealer = configuration.Settings.Keys.Sealer,
                }, TimeProvider.System);
                await journal.OpenAsync(ct);
                run.Say($"Journal: {await ResealWork.JournalAsync(journal, TimeSpan.Zero, ct)} contents were sealed anew.");
                return ExitCode.Done;
            }
            catch (JournalRefusedException e)
            {
                return run.Fail(ExitCode.Fault, e.Message, "A running gateway seals its journal anew by itself.");
            }
        }, ct);

    private const string Elsewhere =
        "The keys of this hub do not lie in a folder: make and choose them where keys.provider says they come from.";
}
