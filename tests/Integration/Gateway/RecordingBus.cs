using System.Collections.Concurrent;
using IntegrationHub.Gateway.Bus;

namespace IntegrationHub.Integration.Gateway;

/// <summary>The bus at its boundary: keeps what was sent, and fails or hangs when told to.</summary>
internal sealed class RecordingBus : IHubBus
{
    private readonly ConcurrentQueue<(string Queue, object Message)> sent = new();

    /// <summary>Runs before a message counts as sent; throw to fail, wait to hang.</summary>
    public Func<object, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<(string Queue, object Message)> Sent => [.. sent];

    public IReadOnlyList<T> Of<T>() => [.. sent.Select(s => s.Message).OfType<T>()];

    public async Task SendAsync<T>(string queue, T message, CancellationToken ct)
        where T : class
    {
        await Before(message, ct);
        sent.Enqueue((queue, message));
    }
}
