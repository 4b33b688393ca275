using IntegrationHub.Contracts;
using IntegrationHub.Dashboard;
using IntegrationHub.Exchange;
using IntegrationHub.Gateway.Bus;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Roles;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Hub.Bus;

/// <summary>Puts the consumers of the roles on a transport. The only place that knows which transport it is.</summary>
internal static class BusHost
{
    private const int IntakePrefetch = 128;
    private const int GatewayPrefetch = 64;
    private const int ExchangePrefetch = 64;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds the bus. It starts beside the host, not before it: a gateway acknowledges and journals while the broker
    /// is away. In memory there is nothing to wait for, so the host waits until every queue exists.
    /// </summary>
    public static void AddHubBus(this IServiceCollection services, HubConfiguration configuration, Role roles)
    {
        var settings = configuration.Settings;
        services.AddOptions<MassTransitHostOptions>().Configure(o =>
        {
            o.WaitUntilStarted = settings.Bus.Transport == BusTransport.InMemory;
            o.StopTimeout = StopPatience;
        });
        services.AddSingleton<ContractStamp>();
        services.AddSingleton<ContractGate>();
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            // Degraded, not failed: the journal bridges a broker that is away.
            bus.ConfigureHealthCheckOptions(o => o.MinimalFailureStatus = HealthStatus.Degraded);
            if (roles.HasFlag(Role.Exchange))
                bus.AddExchangeConsumers();
            if (roles.HasFlag(Role.Gateway))
                bus.AddGatewayConsumers();
            if (settings.Bus.Transport == BusTransport.RabbitMq)
                bus.UsingRabbitMq((context, rabbit) => RabbitMq(context, rabbit, settings, roles));
            else
                bus.UsingInMemory((context, memory) => InMemory(context, memory, settings, roles));
        });
        if (settings.Bus.Transport == BusTransport.RabbitMq)
            services.AddBroker(settings.Bus, [.. configuration.Members.All.Select(m => m.Gateway).Distinct()]);
    }

    private static void AddBroker(this IServiceCollection services, BusSettings bus, string[] gateways)
    {
        services.AddSingleton(bus);
        services.AddSingleton<BrokerSockets>();
        services.AddSingleton<BrokerConnections>();
        services.AddSingleton(new BrokerTopology(gateways));
        services.AddSingleton<IBusWatch, BrokerWatch>();
        services.AddSingleton<ILaneProbe, LaneProbe>();
        services.AddHostedService<BrokerSelfCheck>();
    }

    private static void InMemory(
        IBusRegistrationContext context, IInMemoryBusFactoryConfigurator memory, HubSettings settings, Role roles)
    {
        Observe(context, memory);
        foreach (var (queue, prefetch, fill) in Endpoints(context, settings, roles))
            memory.ReceiveEndpoint(queue, endpoint =>
            {
                if (queue == Lanes.GatewayQueue(settings.Gateway))
                {
                    endpoint.DiscardFaultedMessages(); // the exchange sends it again until it is answered
                    endpoint.DiscardSkippedMessages();
                }
                Fill(endpoint, prefetch, fill);
            });
    }

    private static void RabbitMq(
        IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator rabbit, HubSettings settings, Role roles)
    {
        context.GetRequiredService<BrokerConnections>().Configure(rabbit);
        Observe(context, rabbit);
        foreach (var (queue, prefetch, fill) in Endpoints(context, settings, roles))
            rabbit.ReceiveEndpoint(queue, endpoint =>
            {
                foreach (var (name, value) in BrokerTopology.ArgumentsOf(queue))
                    endpoint.SetQueueArgument(name, value);
                if (queue == Lanes.GatewayQueue(settings.Gateway))
                {
                    endpoint.RethrowFaultedMessages(); // the broker redelivers, then moves it to the dead letters
                    endpoint.ThrowOnSkippedMessages();
                }
                Fill(endpoint, prefetch, fill);
            });
    }

    private static void Observe(IBusRegistrationContext context, IBusFactoryConfigurator bus)
    {
        bus.ConnectSendObserver(context.GetRequiredService<ContractStamp>());
        bus.ConnectConsumeObserver(context.GetRequiredService<ContractGate>());
    }

    private static void Fill(IReceiveEndpointConfigurator endpoint, int prefetch,
        Action<IReceiveEndpointConfigurator> fill)
    {
        endpoint.ConfigureConsumeTopology = false; // contracts are sent to queues, never published to types
        endpoint.PublishFaults = false;
        endpoint.PrefetchCount = prefetch;
        fill(endpoint);
    }

    private static IEnumerable<(string Queue, int Prefetch, Action<IReceiveEndpointConfigurator> Fill)> Endpoints(
        IRegistrationContext context, HubSettings settings, Role roles)
    {
        if (roles.HasFlag(Role.Exchange))
        {
            foreach (var lane in Lanes.Intake)
                yield return (lane, IntakePrefetch, e => e.ConfigureIntakeLane(context));
            yield return (Lanes.ExchangeQueue, ExchangePrefetch, e => e.ConfigureExchangeQueue(context));
            yield return (Lanes.DeadLetterQueue, 1, e => e.ConfigureDeadLetterDrain(context));
        }
        if (roles.HasFlag(Role.Gateway))
            yield return (Lanes.GatewayQueue(settings.Gateway), GatewayPrefetch,
                e => e.ConfigureGatewayEndpoint(context));
    }
}
