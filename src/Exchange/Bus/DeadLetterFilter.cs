using IntegrationHub.Contracts;
using IntegrationHub.Store;
using MassTransit;

namespace IntegrationHub.Exchange;

/// <summary>
/// What no consumer took, or what made one fail, becomes a dead letter in the database instead of a message in an
/// <c>_error</c> or <c>_skipped</c> queue nobody reads (RELIABILITY F26).
/// </summary>
internal sealed class DeadLetterFilter(HubDb db, Patience patience, TimeProvider clock)
    : IFilter<ReceiveContext>, IFilter<ExceptionReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) =>
        StoreAsync(context, new(HubErrorCode.EventUnsupported, "No consumer takes this message type."));

    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        context.Exception is OperationCanceledException && context.CancellationToken.IsCancellationRequested
            ? Task.FromException(context.Exception) // shutting down: the broker keeps it
            : StoreAsync(
                context, new(HubErrorCode.Internal, $"A consumer failed ({context.Exception.GetType().Name})."));

    public void Probe(ProbeContext context) => context.CreateFilterScope("dead-letter");

    private Task<int> StoreAsync(ReceiveContext context, HubError error)
    {
        var id = context.GetMessageId() ?? Guid.NewGuid();
        var queue = context.InputAddress.AbsolutePath.Split('/')[^1];
        var letter = new DeadLetter
        {
            Id = StableId.Of(id, queue),
            MessageId = id,
            Attempt = 1,
            Stage = "bus",
            Channel = queue,
            Errors = [error],
            BodyJson = context.Body.GetString(),
            At = clock.GetUtcNow(),
        };
        return patience.RunAsync(
            () => db.RunAsync((tx, ct) => DeadLetters.AddAsync(tx, letter, ct), context.CancellationToken),
            context.CancellationToken);
    }
}

/// <summary>Drains a queue of dead messages; every message there was given up by the broker.</summary>
internal sealed class DrainFilter(DeadLetterFilter letters) : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => letters.Send(context, next);

    public void Probe(ProbeContext context) => context.CreateFilterScope("drain");
}
