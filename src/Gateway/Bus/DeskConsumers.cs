using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Desk;
using IntegrationHub.Store.Journal;
using MassTransit;

namespace IntegrationHub.Gateway.Bus;

/// <summary>Questions of the operations desk: ids and states.</summary>
internal sealed class LedgerConsumer(GatewayJournal journal, GatewayOptions options)
    : IConsumer<AskLedger>, IConsumer<AskTrace>
{
    public Task Consume(ConsumeContext<AskLedger> context) =>
        context.RespondAsync(journal.Read(
            s => s.Ledger(context.Message, options.Name, options.ChannelsOf(context.Message.Member))));

    public Task Consume(ConsumeContext<AskTrace> context) =>
        context.RespondAsync(journal.Read(s => s.Trace(
            context.Message.Id, options.Name, context.Message.Member, options.ChannelsOf(context.Message.Member))));
}

/// <summary>Content of one message, for a person who may see it.</summary>
internal sealed class ContentConsumer(ContentDesk desk) : IConsumer<AskContent>
{
    public Task Consume(ConsumeContext<AskContent> context) =>
        context.RespondAsync(desk.Content(context.Message.MessageId, context.Message.Member));
}

/// <summary>Commands of the operations desk.</summary>
internal sealed class CommandConsumer(ReplayDesk replay, ChannelDesk channels)
    : IConsumer<CommandReplay>, IConsumer<CommandChannel>
{
    public async Task Consume(ConsumeContext<CommandReplay> context) =>
        await context.RespondAsync(await replay.ReplayAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<CommandChannel> context) =>
        await context.RespondAsync(await channels.CommandAsync(context.Message, context.CancellationToken));
}
