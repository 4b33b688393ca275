using System.Collections.Concurrent;
using IntegrationHub.Contracts;

namespace IntegrationHub.Gateway.Conversion;

/// <summary>What became of a message, as far as somebody waits for it.</summary>
/// <param name="Reached">The point it reached; null when it died.</param>
/// <param name="Errors">Reasons of its death.</param>
internal sealed record Fate(AckPoint? Reached, IReadOnlyList<HubError> Errors);

/// <summary>
/// Answers that wait for conversion or for the exchange's receipt. Only in memory: after a restart the sender sends
/// again and waits again.
/// </summary>
internal sealed class MessageFates
{
    private readonly ConcurrentDictionary<(Guid Id, AckPoint Point), TaskCompletionSource<Fate>> waiting = new();

    /// <summary>Registers a wait; look at the journal afterwards, the fate may have come before.</summary>
    public Task<Fate> Await(Guid id, AckPoint point) =>
        waiting.GetOrAdd((id, point), _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>
    /// The wait is over. A second connection that waits for the same message then waits in vain and is told to send
    /// again, which is safe.
    /// </summary>
    public void Forget(Guid id, AckPoint point) => waiting.TryRemove((id, point), out _);

    public void Converted(Guid id) => Finish(id, AckPoint.Converted, new(AckPoint.Converted, []));

    public void Stored(Guid id)
    {
        var fate = new Fate(AckPoint.Stored, []);
        Finish(id, AckPoint.Converted, fate);
        Finish(id, AckPoint.Stored, fate);
    }

    public void Dead(Guid id, IReadOnlyList<HubError> errors)
    {
        var fate = new Fate(null, errors);
        Finish(id, AckPoint.Converted, fate);
        Finish(id, AckPoint.Stored, fate);
    }

    private void Finish(Guid id, AckPoint point, Fate fate)
    {
        if (waiting.TryRemove((id, point), out var waiter))
            waiter.TrySetResult(fate);
    }
}
