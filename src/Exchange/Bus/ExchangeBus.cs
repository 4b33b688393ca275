using MassTransit;

namespace IntegrationHub.Exchange;

/// <summary>What the host calls while it configures MassTransit; the host declares queues with <c>Lanes</c>.</summary>
public static class ExchangeBus
{
    /// <summary>Registers the consumers. Call inside <c>AddMassTransit</c> of a process with the exchange role.</summary>
    public static void AddExchangeConsumers(this IBusRegistrationConfigurator bus) => ArgumentNullException.ThrowIfNull(bus);

    /// <summary>Fills a receive endpoint for one of <c>Lanes.Intake</c>.</summary>
    public static void ConfigureIntakeLane(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(context);
    }

    /// <summary>Fills the receive endpoint for <c>Lanes.ExchangeQueue</c>.</summary>
    public static void ConfigureExchangeQueue(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(context);
    }

    /// <summary>
    /// Fills a receive endpoint that drains dead messages of the broker into the dead letters of the exchange:
    /// <c>Lanes.DeadLetterQueue</c>, and any <c>_error</c> or <c>_skipped</c> queue.
    /// </summary>
    public static void ConfigureDeadLetterDrain(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(context);
    }
}
