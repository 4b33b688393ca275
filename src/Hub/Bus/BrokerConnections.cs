using IntegrationHub.Hub.Configuration;
using MassTransit;
using RabbitMQ.Client;

namespace IntegrationHub.Hub.Bus;

/// <summary>How this process reaches the broker: one set of settings for the bus and for our own look at the
/// queues.</summary>
internal sealed class BrokerConnections(BusSettings settings, BrokerSockets sockets)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10); // RELIABILITY §7
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Frames of 16 MiB come back as FHIR several times as large, and the envelope escapes them once more.
    private const uint MaxMessageBytes = 512u * 1024 * 1024;

    public string Address =>
        $"{settings.Host}:{settings.Port}{(settings.VirtualHost == "/" ? "" : "/" + settings.VirtualHost)}";

    /// <summary>Opens a connection of our own, beside the one of the bus.</summary>
    public Task<IConnection> OpenAsync(string purpose, CancellationToken ct)
    {
        var factory = new ConnectionFactory
        {
            HostName = settings.Host,
            Port = settings.Port,
            VirtualHost = settings.VirtualHost,
            UserName = settings.User,
            Password = settings.Password,
            RequestedHeartbeat = Heartbeat,
            RequestedConnectionTimeout = Patience,
            ContinuationTimeout = Patience,
            AutomaticRecoveryEnabled = false,
            ClientProvidedName = $"hub {purpose}",
        };
        if (settings.Tls is { } tls)
            factory.Ssl = BrokerTls.Option(tls);
        return factory.CreateConnectionAsync(ct);
    }

    /// <summary>Tells MassTransit the same.</summary>
    public void Configure(IRabbitMqBusFactoryConfigurator rabbit) =>
        rabbit.Host(settings.Host, (ushort)settings.Port, settings.VirtualHost, "hub bus", host =>
        {
            host.Username(settings.User);
            host.Password(settings.Password);
            host.Heartbeat(Heartbeat);
            host.RequestedConnectionTimeout(Patience);
            host.ContinuationTimeout(Patience);
            host.MaxMessageSize(MaxMessageBytes);
            host.PublisherConfirmation = true;
            host.OnRefreshConnectionFactory = factory =>
            {
                factory.SocketFactory = sockets.Create;
                if (settings.Tls is { } tls)
                    factory.Ssl = BrokerTls.Option(tls); // MassTransit's own TLS accepts any chain (finding 5)
                return Task.CompletedTask;
            };
        });
}
