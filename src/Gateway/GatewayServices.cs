using IntegrationHub.Gateway.Bus;
using IntegrationHub.Gateway.Conversion;
using IntegrationHub.Gateway.Delivery;
using IntegrationHub.Gateway.Desk;
using IntegrationHub.Gateway.Intake;
using IntegrationHub.Gateway.Mllp;
using IntegrationHub.Gateway.Relay;
using IntegrationHub.Store.Journal;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IntegrationHub.Gateway;

/// <summary>Composition of the gateway role.</summary>
public static class GatewayServices
{
    /// <summary>
    /// Adds one gateway. The host adds the bus with <see cref="GatewayBus.AddGatewayConsumers"/> and
    /// <see cref="GatewayBus.ConfigureGatewayEndpoint"/>, and may add an <see cref="IBusWatch"/>. Call it before
    /// AddMassTransit. The health check is named <c>gateway</c>, tag <c>ready</c>.
    /// </summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.AddSingleton(options.Limits);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddLogging();
        services.AddHealthChecks().AddCheck<GatewayHealth>("gateway", tags: ["ready"]);
        services.AddSingleton(p => new GatewayJournal(JournalOf(options), p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IHubBus, MassTransitBus>();
        services.AddIntake();
        services.AddRelay();
        services.AddDelivery();
        services.AddDesk();
        services.AddSingleton<GatewayLoops>();
        services.AddHostedService<GatewayLife>();
        return services;
    }

    private static JournalOptions JournalOf(GatewayOptions options) => new()
    {
        DataDirectory = options.DataDirectory,
        Sealer = options.Sealer,
        QueueLimit = options.Limits.JournalQueue,
        RefusedBytes = options.Limits.RefusedBytes,
        RefusedFrames = options.Limits.RefusedFrames,
    };

    private static void AddIntake(this IServiceCollection services)
    {
        services.AddSingleton<DiskReserve>();
        services.AddSingleton<GatewayMetrics>();
        services.TryAddSingleton(MessageMaps.Standard);
        services.AddSingleton<SenderChecks>();
        services.AddSingleton<RefusalBook>();
        services.AddSingleton<IntakeJournal>();
        services.AddSingleton<SingleDesk>();
        services.AddSingleton<BatchDesk>();
        services.AddSingleton<IntakeDesk>();
        services.TryAddSingleton<IConnectionListenerFactory, SocketTransportFactory>();
        services.AddSingleton<MllpPortSettings>();
        services.AddSingleton<MllpPorts>();
    }

    private static void AddRelay(this IServiceCollection services)
    {
        services.AddSingleton<MessageFates>();
        services.AddSingleton<MessageConverter>();
        services.AddSingleton<ConversionLoop>();
        services.AddSingleton<ConfirmWatch>();
        services.AddSingleton<OutboxRelay>();
        services.AddSingleton<ReceiptDesk>();
    }

    private static void AddDelivery(this IServiceCollection services)
    {
        services.TryAddSingleton(p => DeliveryMaps.Standard(p.GetRequiredService<GatewayOptions>()));
        services.AddSingleton<DeliveryWriter>();
        services.AddSingleton<DeliveryTools>();
        services.AddSingleton<DeliveryLanes>();
        services.AddSingleton<DeliveryDesk>();
    }

    private static void AddDesk(this IServiceCollection services)
    {
        services.AddSingleton<ChannelDesk>();
        services.AddSingleton<ContentDesk>();
        services.AddSingleton<ReplayDesk>();
        services.AddSingleton<StatusReport>();
        services.AddSingleton<PurgeJob>();
        services.AddSingleton<DeskLoops>();
    }
}
