using MassTransit;

namespace IntegrationHub.Hub.Bus;

/// <summary>Writes name and version of the contract on every message, and lets the broker return what no queue
/// takes.</summary>
internal sealed class ContractStamp : ISendObserver
{
    public Task PreSend<T>(SendContext<T> context)
        where T : class
    {
        if (KnownContracts.Of(typeof(T)) is { } contract)
        {
            context.Headers.Set(KnownContracts.Header, contract.Name);
            context.Durable = contract.Durable;
            if (contract.Durable && context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                rabbit.Mandatory = true;
        }
        else if (typeof(T).Namespace == typeof(Contracts.MessageConverted).Namespace)
        {
            throw new InvalidOperationException($"{typeof(T).Name} is not in the list of contracts that may travel.");
        }
        return Task.CompletedTask;
    }

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
