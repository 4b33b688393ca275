using System.CommandLine;
using IntegrationHub.Exchange;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Roles;
using IntegrationHub.Store;

namespace IntegrationHub.Hub.Cli;

/// <summary>Opens the exchange's database for a verb, without a bus and without serving anything.</summary>
internal static class ExchangeTools
{
    public static async Task<int> RunAsync(
        ParseResult run, HubConfiguration configuration, Func<IServiceProvider, Task<int>> work, CancellationToken ct)
    {
        Directory.CreateDirectory(configuration.Settings.DataDirectory);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddExchangeDesk(RoleParts.Exchange(configuration));
        await using var provider = services.BuildServiceProvider();
        var (code, reasons) = await StartChecks.DatabaseAsync(provider.GetRequiredService<HubDb>(),
            TimeProvider.System, ct);
        return code == ExitCode.Done ? await work(provider) : run.Fail(code, reasons);
    }
}
