using System.Collections.Concurrent;
using IntegrationHub.Exchange;

namespace IntegrationHub.Integration.Exchange;

/// <summary>The bus at its boundary: keeps what was sent, and fails when told to.</summary>
internal sealed class RecordingBus : IExchangeBus
{
    private readonly ConcurrentQueue<(string Queue, object Message)> sent = new();

    /// <summary>Runs before a message counts as sent; throw to fail.</summary>
    public Action<object> Before { get; set; } = _ => { };

    public IReadOnlyList<(string Queue, object Message)> Sent => [.. sent];

    public IReadOnlyList<T> Of<T>() => [.. sent.Select(s => s.Message).OfType<T>()];

    public Task SendAsync<T>(string queue, T message, CancellationToken ct)
        where T : class
    {
        Before(message);
        sent.Enqueue((queue, message));
        return Task.CompletedTask;
    }
}
