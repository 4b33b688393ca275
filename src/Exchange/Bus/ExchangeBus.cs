using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Exchange;

/// <summary>What the host calls while it configures MassTransit; the host declares queues with <c>Lanes</c>.</summary>
public static class ExchangeBus
{
    /// <summary>
    /// Registers the consumers. Call inside <c>AddMassTransit</c> of a process with the exchange role.
    /// </summary>
    public static void AddExchangeConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<IntakeConsumer, IntakeConsumerDefinition>();
        bus.AddConsumer<TombstoneConsumer>();
        bus.AddConsumer<DeliveryReceiptConsumer>();
        bus.AddConsumer<GatewayStatusConsumer>();
    }

    /// <summary>Fills a receive endpoint for one of <c>Lanes.Intake</c>.</summary>
    public static void ConfigureIntakeLane(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        Close(endpoint, context);
        endpoint.PrefetchCount = 2 * context.GetRequiredService<ExchangeOptions>().BatchLimit;
        endpoint.ConfigureConsumer<IntakeConsumer>(context);
        endpoint.ConfigureConsumer<TombstoneConsumer>(context);
    }

    /// <summary>Fills the receive endpoint for <c>Lanes.ExchangeQueue</c>.</summary>
    public static void ConfigureExchangeQueue(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        Close(endpoint, context);
        endpoint.ConfigureConsumer<DeliveryReceiptConsumer>(context);
        endpoint.ConfigureConsumer<GatewayStatusConsumer>(context);
    }

    /// <summary>
    /// Fills a receive endpoint that drains dead messages of the broker into the dead letters of the exchange:
    /// <c>Lanes.DeadLetterQueue</c>, and any <c>_error</c> or <c>_skipped</c> queue.
    /// </summary>
    public static void ConfigureDeadLetterDrain(
        this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        Close(endpoint, context);
        var drain = new DrainFilter(context.GetRequiredService<DeadLetterFilter>());
        endpoint.ConfigureReceive(pipe => pipe.UseFilter(drain));
    }

    // Nothing is published to these queues, and what cannot be consumed goes to the database.
    private static void Close(IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(context);
        endpoint.ConfigureConsumeTopology = false;
        var letters = context.GetRequiredService<DeadLetterFilter>();
        endpoint.ConfigureError(pipe => pipe.UseFilter(letters));
        endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(letters));
    }
}
