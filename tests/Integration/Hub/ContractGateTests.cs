using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using IntegrationHub.Hub.Bus;
using IntegrationHub.Integration.Exchange;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace IntegrationHub.Integration.Hub;

/// <summary>Only contracts of the list are read from the bus; nothing becomes a type because a message says so.</summary>
public sealed class ContractGateTests(SqliteFolder folder) : IClassFixture<SqliteFolder>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("DeliveryReceipt/2")]
    [InlineData("System.Diagnostics.Process/1")]
    public async Task A_contract_of_another_name_or_version_becomes_a_dead_letter(string? stamp)
    {
        using var host = await StartAsync();
        var receipt = new DeliveryReceipt
        {
            DeliveryId = Guid.NewGuid(),
            Outcome = DeliveryOutcome.Delivered,
            At = DateTimeOffset.UnixEpoch,
        };

        var queue = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new("queue:" + Lanes.ExchangeQueue));
        await queue.Send(receipt, s => s.Headers.Set(KnownContracts.Header, stamp), Ct);

        var desk = host.Services.GetRequiredService<ExchangeDesk>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while ((await desk.DeadLettersAsync(10, limit.Token)).Count == 0)
            await Task.Yield();
        var letter = Assert.Single(await desk.DeadLettersAsync(10, Ct));
        Assert.Equal((Lanes.ExchangeQueue, "bus"), (letter.Channel, letter.Stage));
        Assert.Contains(
            receipt.DeliveryId.ToString(), await desk.DeadLetterBodyAsync(letter.Id, Ct), StringComparison.Ordinal);
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddExchange(ExchangeRig.Options(await folder.NewAsync()));
        builder.Services.AddSingleton<ContractGate>();
        builder.Services.AddMassTransit(bus =>
        {
            bus.AddExchangeConsumers();
            bus.UsingInMemory((context, memory) =>
            {
                memory.ConnectConsumeObserver(context.GetRequiredService<ContractGate>());
                memory.ReceiveEndpoint(Lanes.ExchangeQueue, e => e.ConfigureExchangeQueue(context));
            });
        });
        var host = builder.Build();
        await host.StartAsync(Ct);
        return host;
    }
}
