using IntegrationHub.Contracts;
using IntegrationHub.Exchange;

namespace IntegrationHub.Dashboard;

/// <summary>One message that stopped, wherever it did. No patient data.</summary>
public sealed record DeadLetter
{
    /// <summary>Journal id or delivery id; the broker's id for stage <c>bus</c>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Id among the dead letters of the exchange; null when only the gateway stopped it.</summary>
    public Guid? ExchangeId { get; init; }

    /// <summary>
    /// <c>gateway</c>, <c>delivery</c>, or the stage at the exchange: <c>refused</c>, <c>blocked</c>, <c>bus</c>.
    /// </summary>
    public required string Stage { get; init; }

    /// <summary>Gateway that holds the bytes; empty when unknown.</summary>
    public required string Gateway { get; init; }

    /// <summary>Channel it came or went by; the queue for <c>bus</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Message type and trigger, or kind of delivery.</summary>
    public required string Event { get; init; }

    /// <summary>MSH-10.</summary>
    public required string ControlId { get; init; }

    /// <summary>The ledger line, when its gateway listed it.</summary>
    public LedgerLine? Line { get; init; }

    /// <summary>When it stopped, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Every reason.</summary>
    public required IReadOnlyList<HubError> Errors { get; init; }

    /// <summary>
    /// Can its gateway run it again? What blocks a stream is tried again there, and what the broker gave up is sent
    /// again by its gateway anyway.
    /// </summary>
    public bool CanReplay => Stage is not ("blocked" or "bus");

    internal static DeadLetter Of(LedgerLine line, ExchangeDeadLetter? stopped) => new()
    {
        MessageId = line.MessageId,
        ExchangeId = stopped?.Id,
        Stage = stopped?.Stage ?? (line.State == "undelivered" ? "delivery" : "gateway"),
        Gateway = line.Gateway,
        Channel = line.Channel,
        Event = line.Event,
        ControlId = line.ControlId,
        Line = line,
        At = line.StateAt,
        Errors = line.Errors.Count > 0 ? line.Errors : stopped?.Errors ?? [],
    };

    internal static DeadLetter Of(ExchangeDeadLetter stopped) => new()
    {
        MessageId = stopped.MessageId,
        ExchangeId = stopped.Id,
        Stage = stopped.Stage,
        Gateway = stopped.Gateway,
        Channel = stopped.Channel,
        Event = stopped.Event,
        ControlId = stopped.ControlId,
        At = stopped.At,
        Errors = stopped.Errors,
    };
}

/// <summary>A page of dead letters of gateways and exchange.</summary>
/// <param name="Letters">Newest first.</param>
/// <param name="Next">Place of the next page of the gateways' side, or null.</param>
/// <param name="Silent">Gateways that did not answer.</param>
public sealed record DeadLetterPage(
    IReadOnlyList<DeadLetter> Letters, string? Next, IReadOnlyList<HubError> Silent);
