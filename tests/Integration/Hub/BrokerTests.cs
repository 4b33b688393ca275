using IntegrationHub.Contracts;
using IntegrationHub.Hub.Bus;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Roles;
using IntegrationHub.Shared.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using Xunit;

namespace IntegrationHub.Integration.Hub;

/// <summary>Queues are declared before anybody publishes, and a broker that could lose messages is refused.</summary>
public sealed class BrokerTests
{
    private readonly CancellationToken ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_queue_exists_after_the_self_check_and_a_second_hub_changes_nothing()
    {
        var bus = await EmptyBrokerAsync();
        await using var first = new SelfCheckRun(bus);
        await using var second = new SelfCheckRun(bus);

        await first.HealthyAsync(ct);
        await second.HealthyAsync(ct);

        var depths = await new LaneProbe(first.Connections, first.Topology).ReadAsync(ct);
        Assert.Equal(
            [.. Lanes.Intake, Lanes.ExchangeQueue, Lanes.GatewayQueue("edge"), Lanes.DeadLetterQueue],
            depths.Select(d => d.Queue));
    }

    [Fact]
    public async Task A_message_for_a_lane_waits_there_although_no_exchange_has_ever_run()
    {
        await using var run = new SelfCheckRun(await EmptyBrokerAsync());
        await run.HealthyAsync(ct);
        await using var connection = await run.Connections.OpenAsync("test", ct);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
                ct);

        var before = await channel.MessageCountAsync(Lanes.Intake[0], ct);
        await channel.BasicPublishAsync(Lanes.Intake[0], "", mandatory: true, "x"u8.ToArray(), ct);

        Assert.Equal(before + 1, await channel.MessageCountAsync(Lanes.Intake[0], ct));
        await channel.QueuePurgeAsync(Lanes.Intake[0], ct);
    }

    [Fact]
    public async Task A_queue_with_other_arguments_stops_the_hub_with_the_reason()
    {
        await using var run = new SelfCheckRun(await EmptyBrokerAsync(), start: false);
        await using (var connection = await run.Connections.OpenAsync("test", ct))
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: ct))
        {
            await channel.QueueDeleteAsync(Lanes.ExchangeQueue, cancellationToken: ct);
            await channel.QueueDeclareAsync(Lanes.ExchangeQueue, durable: true, exclusive: false, autoDelete: false,
                cancellationToken: ct);
        }

        await run.StartAsync(ct);
        await run.Lifetime.Stopped.Task.WaitAsync(TimeSpan.FromSeconds(20), ct);

        Assert.Equal(ExitCode.Fault, run.End.Code);
        Assert.Contains("inequivalent arg", run.End.Reason);
        Assert.Contains(Lanes.ExchangeQueue, run.End.Reason);
        await using var again = await run.Connections.OpenAsync("test", ct);
        await using var tidy = await again.CreateChannelAsync(cancellationToken: ct);
        await tidy.QueueDeleteAsync(Lanes.ExchangeQueue, cancellationToken: ct);
    }

    [Fact]
    public async Task A_broker_that_is_away_is_waited_for()
    {
        var nowhere = new BusSettings
        {
            Transport = BusTransport.RabbitMq,
            Host = "127.0.0.1",
            Port = ServerProcess.FreePort(),
            User = "x"
        };
        await using var run = new SelfCheckRun(nowhere);

        await run.ProblemAsync(p => p is not null and not "not reached yet", ct);

        Assert.False(run.Lifetime.Stopped.Task.IsCompleted);
    }

    private async Task<BusSettings> EmptyBrokerAsync()
    {
        var uri = await (await RabbitMqServer.SharedAsync()).CreateVhostAsync(ct);
        return new()
        {
            Transport = BusTransport.RabbitMq,
            Host = uri.Host,
            Port = uri.Port,
            VirtualHost = uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : "/",
            User = uri.UserInfo.Split(':')[0],
            Password = uri.UserInfo.Split(':')[1],
        };
    }

    private sealed class SelfCheckRun : IAsyncDisposable
    {
        private readonly BrokerSelfCheck check;

        public SelfCheckRun(BusSettings bus, bool start = true)
        {
            Connections = new(bus, new BrokerSockets());
            End = new(Lifetime);
            check = new(Connections, Topology, End, TimeProvider.System, NullLogger<BrokerSelfCheck>.Instance);
            if (start)
                check.StartAsync(CancellationToken.None);
        }

        public BrokerConnections Connections { get; }

        public BrokerTopology Topology { get; } = new("edge");

        public StoppedLifetime Lifetime { get; } = new();

        public HostEnd End { get; }

        public Task StartAsync(CancellationToken ct) => check.StartAsync(ct);

        public Task HealthyAsync(CancellationToken ct) => ProblemAsync(p => p is null, ct);

        public async Task ProblemAsync(Func<string?, bool> wanted, CancellationToken ct)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
            deadline.CancelAfter(TimeSpan.FromSeconds(30));
            while (!wanted(check.Problem))
                await Task.Delay(50, deadline.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await check.StopAsync(CancellationToken.None);
            check.Dispose();
        }
    }

    private sealed class StoppedLifetime : IHostApplicationLifetime
    {
        public TaskCompletionSource Stopped { get; } = new();

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => Stopped.TrySetResult();
    }
}
