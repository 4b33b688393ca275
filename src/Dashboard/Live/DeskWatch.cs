using Microsoft.Extensions.Hosting;

namespace IntegrationHub.Dashboard;

/// <summary>Collects the snapshot every two seconds while somebody looks, every ten seconds otherwise.</summary>
internal sealed class DeskWatch(DeskSources sources, OpsOptions options, TimeProvider clock) : BackgroundService
{
    internal static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ViewerStays = TimeSpan.FromSeconds(60);
    private const int IdleTicks = 5;

    private readonly Throughput throughput = new();
    private readonly Lock gate = new();
    private readonly SemaphoreSlim looking = new(1, 1);
    private TaskCompletionSource<DeskSnapshot> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DeskSnapshot? latest;
    private DateTimeOffset seen;

    /// <summary>The newest snapshot; waits for the first one.</summary>
    internal Task<DeskSnapshot> LatestAsync(CancellationToken ct)
    {
        lock (gate)
        {
            seen = clock.GetUtcNow();
            return latest is { } ready ? Task.FromResult(ready) : next.Task.WaitAsync(ct);
        }
    }

    /// <summary>The snapshot after the newest one.</summary>
    internal Task<DeskSnapshot> NextAsync(CancellationToken ct)
    {
        lock (gate)
        {
            seen = clock.GetUtcNow();
            return next.Task.WaitAsync(ct);
        }
    }

    /// <summary>Looks again at once, so that the page after a command shows its effect.</summary>
    internal async Task RefreshAsync(CancellationToken ct)
    {
        await looking.WaitAsync(ct);
        try
        {
            Publish(await sources.CollectAsync(ct));
        }
        finally
        {
            looking.Release();
        }
    }

    public override void Dispose()
    {
        looking.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        for (var tick = 0; ; tick++)
        {
            if (tick % IdleTicks == 0 || IsWatched())
                await RefreshAsync(stoppingToken);
            if (!await timer.WaitForNextTickAsync(stoppingToken))
                return;
        }
    }

    private bool IsWatched()
    {
        lock (gate)
        {
            return clock.GetUtcNow() - seen < ViewerStays;
        }
    }

    private void Publish(DeskSnapshot raw)
    {
        TaskCompletionSource<DeskSnapshot> waiting;
        var snapshot = raw with
        {
            Throughput = throughput.Add(raw.At, raw.Gateways),
            Alarms = Alarms.Of(raw, options),
        };
        lock (gate)
        {
            latest = snapshot;
            (waiting, next) = (next, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        waiting.SetResult(snapshot);
    }
}
