using IntegrationHub.Contracts;
using MassTransit;

namespace IntegrationHub.Exchange;

/// <summary>Converted messages of a lane, in batches.</summary>
internal sealed class IntakeConsumer(IntakeDesk intake) : IConsumer<Batch<MessageConverted>>
{
    public Task Consume(ConsumeContext<Batch<MessageConverted>> context) =>
        intake.TakeAsync([.. context.Message.Select(m => IntakeItem.Of(m.Message))], context.CancellationToken);
}

/// <summary>One batch at a time per lane; order within a stream is the intake's, not the transport's.</summary>
internal sealed class IntakeConsumerDefinition(ExchangeOptions options) : ConsumerDefinition<IntakeConsumer>
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<IntakeConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        consumerConfigurator.Options<BatchOptions>(batch => batch
            .SetMessageLimit(options.BatchLimit)
            .SetTimeLimit(options.BatchWait)
            .SetConcurrencyLimit(1));
}

/// <summary>Tombstones of a lane.</summary>
internal sealed class TombstoneConsumer(IntakeDesk intake) : IConsumer<StreamTombstone>
{
    public Task Consume(ConsumeContext<StreamTombstone> context) =>
        intake.TakeAsync([IntakeItem.Of(context.Message)], context.CancellationToken);
}
