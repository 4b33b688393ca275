using MassTransit;

namespace IntegrationHub.Exchange;

/// <summary>
/// The bus over MassTransit. Every send has its own deadline (RELIABILITY finding 1); the host makes sends mandatory.
/// </summary>
internal sealed class MassTransitBus(IBus bus, TimeProvider clock) : IExchangeBus
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public async Task SendAsync<T>(string queue, T message, CancellationToken ct)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            // "exchange:", not "queue:": the queue is declared by its owner, with arguments this side does not repeat.
            var endpoint = await bus.GetSendEndpoint(new Uri("exchange:" + queue)).WaitAsync(either.Token);
            await endpoint.Send(message, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new TimeoutException($"No confirm for a message to {queue} within {Deadline.TotalSeconds} s.");
        }
    }
}
