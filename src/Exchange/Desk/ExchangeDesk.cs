using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>What operations may see and do at the exchange; reads the database, so it works without a broker.</summary>
public sealed class ExchangeDesk(ExchangeOptions options)
{
    /// <summary>Counts of intake, outbox and dead letters.</summary>
    public Task<ExchangeStatus> StatusAsync(CancellationToken ct) => throw new InvalidOperationException(options.Name);

    /// <summary>Steps of everything known here under a message id, delivery id or control id, oldest first.</summary>
    public Task<IReadOnlyList<TracedMessage>> TraceAsync(string id, CancellationToken ct) =>
        throw new InvalidOperationException(options.Name);

    /// <summary>Unresolved dead letters, newest first; at most <paramref name="limit"/> (1 … 1,000).</summary>
    public Task<IReadOnlyList<ExchangeDeadLetter>> DeadLettersAsync(int limit, CancellationToken ct) =>
        throw new InvalidOperationException(options.Name);

    /// <summary>The body of a dead letter (envelope or bundle JSON). Holds patient data.</summary>
    public Task<string?> DeadLetterBodyAsync(long id, CancellationToken ct) => throw new InvalidOperationException(options.Name);

    /// <summary>Streams that stand still because a message at their head cannot be applied.</summary>
    public Task<IReadOnlyList<StreamBlock>> BlockedAsync(CancellationToken ct) => throw new InvalidOperationException(options.Name);

    /// <summary>Tries the message that blocks a stream again, and what waits behind it.</summary>
    public Task<CommandAnswer> RetryAsync(Guid blockedBy, string by, CancellationToken ct) =>
        throw new InvalidOperationException(options.Name);

    /// <summary>Gives the blocking message up: it stays a dead letter, the stream goes on without it.</summary>
    public Task<CommandAnswer> SkipAsync(Guid blockedBy, string by, CancellationToken ct) =>
        throw new InvalidOperationException(options.Name);
}
