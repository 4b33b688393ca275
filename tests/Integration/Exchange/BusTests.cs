using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>
/// The consumers on MassTransit's in-memory transport: queues, batches, receipts, dead letters, desk questions.
/// </summary>
public sealed class BusTests(SqliteFolder folder) : IClassFixture<SqliteFolder>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_and_tombstones_of_a_lane_are_applied_and_receipted_to_their_gateway()
    {
        using var host = await StartAsync();
        var his = new Hospital("town", "M1");
        var (first, dead, last) = (his.Result("L1", 1), his.Result("L2", 2), his.Result("L3", 3));

        await SendAsync(host, LaneOf(last), last);
        await SendAsync(host, LaneOf(first), first);
        await SendAsync(host, LaneOf(first), his.Tombstone(dead.StreamSeq));

        var gateway = host.Services.GetRequiredService<GatewayEar>();
        await Until(() => gateway.Receipts.Count >= 3);
        Assert.All(gateway.Receipts, r => Assert.Equal(ReceiptOutcome.Stored, r.Outcome));
        Assert.Contains(gateway.Receipts, r => r.MessageId == last.MessageId);
    }

    [Fact]
    public async Task A_delivery_reaches_its_gateway_and_its_receipt_ends_it()
    {
        using var host = await StartAsync();
        var message = new Hospital("county", "M1").Refer("I12", "R1", "county", "town");
        await SendAsync(host, LaneOf(message), message);

        var gateway = host.Services.GetRequiredService<GatewayEar>();
        await Until(() => !gateway.Deliveries.IsEmpty);
        await SendAsync(host, Lanes.ExchangeQueue, new DeliveryReceipt
        {
            DeliveryId = gateway.Deliveries.First().DeliveryId,
            Outcome = DeliveryOutcome.Delivered,
            At = DateTimeOffset.UnixEpoch,
        });

        var desk = host.Services.GetRequiredService<ExchangeDesk>();
        await Until(async () => !(await desk.StatusAsync(Ct)).OutboxByRecipient.ContainsKey("town"));
    }

    [Fact]
    public async Task What_no_consumer_takes_and_what_the_broker_gave_up_become_dead_letters()
    {
        using var host = await StartAsync();
        var message = new Hospital("town", "M9").Result("L1", 1);

        await SendAsync(host, Lanes.DeadLetterQueue, message);
        await SendAsync(host, Lanes.ExchangeQueue, new AskTrace { Id = "misdirected" });

        var desk = host.Services.GetRequiredService<ExchangeDesk>();
        await Until(async () => (await desk.DeadLettersAsync(10, Ct)).Count == 2);
        var letters = await desk.DeadLettersAsync(10, Ct);
        Assert.Equal([Lanes.DeadLetterQueue, Lanes.ExchangeQueue], letters.Select(l => l.Channel).Order());
        var given = letters.Single(l => l.Channel == Lanes.DeadLetterQueue);
        Assert.Contains(message.ControlId, await desk.DeadLetterBodyAsync(given.Id, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_desk_asks_gateways_over_the_bus_and_names_those_that_are_silent()
    {
        using var host = await StartAsync();
        await SendAsync(host, Lanes.ExchangeQueue, new GatewayStatus
        {
            Gateway = "gw-town",
            At = DateTimeOffset.UnixEpoch,
            Channels = [],
            OutboxPending = 3,
            OutboxOldestSeconds = 1,
        });
        var desk = host.Services.GetRequiredService<IGatewayDesk>();

        var (page, silent) = await desk.LedgerAsync(new AskLedger(), null, Ct);
        var (none, unknown) = await desk.LedgerAsync(new AskLedger(), "gw-village", Ct);

        Assert.Equal("gw-town", Assert.Single(page.Lines).Gateway);
        Assert.Equal(["gw-city", "gw-county", "gw-village"], silent.Select(e => e.Path!).Order());
        Assert.Empty(none.Lines);
        Assert.Equal(HubErrorCode.ServiceUnreachable, Assert.Single(unknown).Code);
        await Until(async () => (await desk.StatusesAsync(Ct)).Count == 1);
    }

    private static string LaneOf(MessageConverted message) => Lanes.IntakeLane(message.StreamKey, message.Urgency);

    private static async Task SendAsync<T>(IHost host, string queue, T message)
        where T : class => await host.Services.GetRequiredService<IExchangeBus>().SendAsync(queue, message, Ct);

    private static Task Until(Func<bool> holds) => Until(() => Task.FromResult(holds()));

    private static async Task Until(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await holds())
            await Task.Delay(50, limit.Token);
    }

    private async Task<IHost> StartAsync()
    {
        var database = await folder.NewAsync();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddExchange(ExchangeRig.Options(database) with { DeskPatience = TimeSpan.FromSeconds(3) });
        builder.Services.AddSingleton<GatewayEar>();
        builder.Services.AddMassTransit(bus =>
        {
            bus.AddExchangeConsumers();
            bus.AddConsumer<GatewayEar.Consumer>();
            bus.UsingInMemory((context, memory) =>
            {
                foreach (var lane in Lanes.Intake)
                    memory.ReceiveEndpoint(lane, e => e.ConfigureIntakeLane(context));
                memory.ReceiveEndpoint(Lanes.ExchangeQueue, e => e.ConfigureExchangeQueue(context));
                memory.ReceiveEndpoint(Lanes.DeadLetterQueue, e => e.ConfigureDeadLetterDrain(context));
                memory.ReceiveEndpoint(Lanes.GatewayQueue("gw-town"), e =>
                    e.ConfigureConsumer<GatewayEar.Consumer>(context));
            });
        });
        var host = builder.Build();
        await host.StartAsync(Ct);
        return host;
    }
}
