using MassTransit;

namespace IntegrationHub.Hub.Bus;

/// <summary>Lets in the contracts of the list only; anything else goes to the dead letters.</summary>
internal sealed class ContractGate(ILogger<ContractGate> log) : IConsumeObserver
{
    public Task PreConsume<T>(ConsumeContext<T> context)
        where T : class
    {
        if (typeof(T).Namespace != typeof(Contracts.MessageConverted).Namespace)
            return Task.CompletedTask; // batches and faults of MassTransit itself
        var stamped = context.Headers.Get<string>(KnownContracts.Header);
        if (KnownContracts.Of(typeof(T)) is { } contract && stamped == contract.Name)
            return Task.CompletedTask;
        BusLog.ContractRefused(log, typeof(T).Name, $"it says {stamped ?? "nothing"} about its version");
        throw new InvalidOperationException(
            $"Contract {typeof(T).Name} came as {stamped ?? "unstamped"}: not in the list.");
    }

    public Task PostConsume<T>(ConsumeContext<T> context)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}
