using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>What several gateways answered, and which of them did not.</summary>
/// <param name="Answers">By gateway name.</param>
/// <param name="Silent">
/// One <see cref="HubErrorCode.ServiceUnreachable"/> per gateway that gave no answer in time.
/// </param>
public sealed record GatewayAnswers<T>(IReadOnlyDictionary<string, T> Answers, IReadOnlyList<HubError> Silent);

/// <summary>Questions and commands for gateways, asked over the bus; they may run in other processes.</summary>
/// <remarks>An interface because it is the boundary to the bus; nothing of the transport shows through it.</remarks>
public interface IGatewayDesk
{
    /// <summary>Every gateway of the member directory, by name.</summary>
    IReadOnlyList<string> Gateways { get; }

    /// <summary>The newest report of every gateway heard of; look at its time to see whether it is alive.</summary>
    Task<IReadOnlyList<GatewayStatus>> StatusesAsync(CancellationToken ct);

    /// <summary>
    /// Where the messages are, newest first. <see cref="AskLedger.After"/> is the <see cref="LedgerPage.Next"/> of the
    /// page before; it covers all gateways asked.
    /// </summary>
    /// <param name="ask">The question.</param>
    /// <param name="gateway">One gateway, or null for all: a page then holds up to the limit of each.</param>
    /// <param name="ct">Stops waiting.</param>
    Task<(LedgerPage Page, IReadOnlyList<HubError> Silent)> LedgerAsync(
        AskLedger ask, string? gateway, CancellationToken ct);

    /// <summary>What every gateway knows of a message id, delivery id or control id.</summary>
    /// <param name="id">What is looked for.</param>
    /// <param name="member">Only what this member sent or received; null: everything.</param>
    /// <param name="ct">Stops waiting.</param>
    Task<GatewayAnswers<TraceAnswer>> TraceAsync(string id, string? member, CancellationToken ct);

    /// <summary>The content of a message at whichever gateway holds it. Holds patient data.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="member">Only if it came or went by a channel of this member; null: any.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>The content, <see cref="HubErrorCode.NotFound"/>, or the gateways that did not answer.</returns>
    Task<Result<MessageContent>> ContentAsync(Guid messageId, string? member, CancellationToken ct);

    /// <summary>Runs dead letters of a gateway again.</summary>
    Task<Result<CommandAnswer>> ReplayAsync(string gateway, CommandReplay command, CancellationToken ct);

    /// <summary>Starts or stops a channel of a gateway.</summary>
    Task<Result<CommandAnswer>> SetChannelAsync(string gateway, CommandChannel command, CancellationToken ct);
}
