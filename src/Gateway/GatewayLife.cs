using IntegrationHub.Gateway.Desk;
using IntegrationHub.Store.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway;

/// <summary>
/// Opens the journal before anything of the host starts, so that consumers find it open, then the ports; at the end
/// closes the ports first.
/// </summary>
internal sealed partial class GatewayLife(
    GatewayJournal journal, GatewayOptions options, ChannelDesk channels, GatewayLoops loops,
    ILogger<GatewayLife> log) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await journal.OpenAsync(cancellationToken);
        var soon = journal.Clock.GetUtcNow() + options.Limits.ReceiptFirst;
        await journal.WriteAsync("start", s => s.StartRelay(soon), cancellationToken);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await loops.PrepareAsync(cancellationToken);
        await channels.StartAsync(cancellationToken);
        running = loops.RunAsync(stop.Token);
        LogStarted(log, options.Name, options.Inbound.Count, options.Outbound.Count);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => channels.StopAsync(cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await journal.DisposeAsync();
    }

    public void Dispose() => stop.Dispose();

    [LoggerMessage(EventId = 2010, Level = LogLevel.Information,
        Message = "Gateway {Name} runs with {Inbound} inbound and {Outbound} outbound channels")]
    private static partial void LogStarted(ILogger logger, string name, int inbound, int outbound);
}
