using IntegrationHub.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>
/// Before anything is consumed or served: schema up to date, members seeded. Safe on several exchanges at once.
/// </summary>
internal sealed partial class ExchangeStart(
    HubDb db, ExchangeOptions options, TimeProvider clock, ILogger<ExchangeStart> log) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await db.MigrateAsync(cancellationToken);
        var changed = await MemberSeed.RunAsync(db, options.Members, clock.GetUtcNow(), cancellationToken);
        LogStarted(log, options.Name, options.Members.All.Count, changed);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information,
        Message = "Exchange {Name} starts with {Members} members, {Changed} of them new or changed")]
    private static partial void LogStarted(ILogger logger, string name, int members, int changed);
}
