using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>What operations may see and do at the exchange; reads the database, so it works without a broker.</summary>
public sealed partial class ExchangeDesk
{
    private const int MostRows = 1_000;

    private readonly HubDb db;
    private readonly IntakeLedger ledger;
    private readonly IntakeDesk intake;
    private readonly PostRoom post;
    private readonly ILogger<ExchangeDesk> log;

    internal ExchangeDesk(HubDb db, IntakeLedger ledger, IntakeDesk intake, PostRoom post, ILogger<ExchangeDesk> log) =>
        (this.db, this.ledger, this.intake, this.post, this.log) = (db, ledger, intake, post, log);

    /// <summary>Counts of intake, outbox and dead letters.</summary>
    public async Task<ExchangeStatus> StatusAsync(CancellationToken ct)
    {
        await using var reader = await db.ReadAsync(ct);
        return await StatusQuery.RunAsync(reader, ct);
    }

    /// <summary>Steps of everything known here under a message id, delivery id or control id, oldest first.</summary>
    /// <param name="id">What is looked for.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="member">Only messages of this member's systems; null: all.</param>
    public async Task<IReadOnlyList<TracedMessage>> TraceAsync(string id, CancellationToken ct, string? member = null)
    {
        await using var reader = await db.ReadAsync(ct);
        var found = new List<TracedMessage>();
        foreach (var message in await TraceQuery.MessagesAsync(reader, id, member, ct))
        {
            var steps = await Traces.OfAsync(reader, message, ct);
            if (steps.Count > 0)
                found.Add(new TracedMessage { MessageId = message, Steps = steps });
        }

        return found;
    }

    /// <summary>Unresolved dead letters, newest first; at most <paramref name="limit"/> (1 … 1,000).</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="member">Only messages of this member's systems; null: all.</param>
    public async Task<IReadOnlyList<ExchangeDeadLetter>> DeadLettersAsync(
        int limit, CancellationToken ct, string? member = null)
    {
        await using var reader = await db.ReadAsync(ct);
        var letters = await DeadLetters.OpenAsync(reader, null, Math.Clamp(limit, 1, MostRows), ct, member);
        return [.. letters.Select(Show)];
    }

    /// <summary>The body of a dead letter (the contract as JSON). Holds patient data.</summary>
    /// <param name="id">Which.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="member">Only if it is of this member's systems; null: any.</param>
    public async Task<string?> DeadLetterBodyAsync(Guid id, CancellationToken ct, string? member = null)
    {
        await using var reader = await db.ReadAsync(ct);
        return await DeadLetters.ReadAsync(reader, id, ct) is { } letter && (member is null || letter.Member == member)
            ? letter.BodyJson
            : null;
    }

    /// <summary>Streams that stand still because a message at their head cannot be applied, longest first.</summary>
    public async Task<IReadOnlyList<StreamBlock>> BlockedAsync(CancellationToken ct)
    {
        await using var reader = await db.ReadAsync(ct);
        return await BlockedQuery.AllAsync(reader, MostRows, ct);
    }

    /// <summary>Tries the message that blocks a stream again, and what waits behind it.</summary>
    public async Task<CommandAnswer> RetryAsync(Guid blockedBy, string by, CancellationToken ct)
    {
        var key = await db.RunAsync(
            async (tx, stop) =>
            {
                if (await BlockedQuery.StreamOfAsync(tx, blockedBy, stop) is not { } stream)
                    return null;
                await Streams.UnblockAsync(tx, stream, stop);
                return stream;
            },
            ct);
        return await ResumeAsync(key, "retried", blockedBy, by, ct);
    }

    /// <summary>Gives the blocking message up: it stays a dead letter, the stream goes on without it.</summary>
    public async Task<CommandAnswer> SkipAsync(Guid blockedBy, string by, CancellationToken ct)
    {
        IReadOnlyList<AddressedReceipt> receipts = [];
        var key = await db.RunAsync(
            async (tx, stop) =>
            {
                if (await BlockedQuery.StreamOfAsync(tx, blockedBy, stop) is not { } stream
                    || await ParkedMessages.FindAsync(tx, blockedBy, stop) is not { } item)
                    return null;
                HubError[] errors = [new(HubErrorCode.Internal, $"Skipped by {by}: the exchange fails on it.")];
                await DeadLetters.ResolveAsync(tx, blockedBy, item.Attempt, by, "skipped", stop);
                receipts = await ledger.RefuseAsync(tx, item, errors, stop);
                await Parked.DropPassedAsync(tx, stream, item.StreamSeq, stop);
                return stream;
            },
            ct);
        await post.AnswerAsync(receipts, ct);
        return await ResumeAsync(key, "skipped", blockedBy, by, ct);
    }

    private async Task<CommandAnswer> ResumeAsync(
        string? key, string how, Guid blockedBy, string by, CancellationToken ct)
    {
        if (key is null)
            return new CommandAnswer { Done = 0, Errors = [HubError.NotFound("A stream blocked by this message")] };
        LogReleased(log, how, blockedBy, by);
        await intake.ResumeAsync([key], ct);
        return new CommandAnswer { Done = 1 };
    }

    private static ExchangeDeadLetter Show(DeadLetter letter) => new()
    {
        Id = letter.Id,
        MessageId = letter.MessageId,
        Stage = letter.Stage,
        Gateway = letter.Gateway,
        Member = letter.Member,
        Channel = letter.Channel,
        Event = letter.Event,
        ControlId = letter.ControlId,
        Errors = letter.Errors,
        At = letter.At,
    };

    [LoggerMessage(EventId = 3601, Level = LogLevel.Information,
        Message = "Stream blocked by {MessageId} {How} by {By}")]
    private static partial void LogReleased(ILogger logger, string how, Guid messageId, string by);
}
