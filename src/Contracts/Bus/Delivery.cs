namespace IntegrationHub.Contracts;

/// <summary>What the exchange tells a member's system.</summary>
public enum DeliveryKind
{
    /// <summary>A result of a patient under referral: DiagnosticReport with its parts → ORU^R01.</summary>
    Result,

    /// <summary>A referral for the receiving member → REF^I12/I13/I14.</summary>
    Referral,

    /// <summary>A referral changed its status, for the referring member → RRI^I12/I13/I14.</summary>
    ReferralStatus,

    /// <summary>An order for the performing member → OML^O21 or ORM^O01.</summary>
    Order,

    /// <summary>An appointment of a patient under referral → SIU^S12/S13/S14/S15/S26.</summary>
    Appointment,
}

/// <summary>A member's system has to be told something. The gateway of that member stores, converts and delivers it.</summary>
/// <remarks>Exchange → gateway, at least once; deduplicated on <see cref="DeliveryId"/>, delivered in order of
/// <see cref="Seq"/> per <see cref="OrderKey"/>. Sent again until the <see cref="DeliveryReceipt"/> is in.</remarks>
public sealed record DeliveryRequested
{
    /// <summary>Identity of this delivery; MSH-10 of the outgoing message is made from it.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>1, 2, 3 … per recipient, without gaps.</summary>
    public required long Seq { get; init; }

    /// <summary>Member whose system is to be told.</summary>
    public required string Recipient { get; init; }

    /// <summary>What it is.</summary>
    public required DeliveryKind Kind { get; init; }

    /// <summary>Trigger event wanted on the wire, e.g. <c>S12</c>, <c>I13</c>; null: the kind's default.</summary>
    public string? Trigger { get; init; }

    /// <summary>Deliveries with the same key stay in order; others may overtake.</summary>
    public required string OrderKey { get; init; }

    /// <summary>FHIR <c>Bundle</c> of type <c>collection</c>: the focus resource first, then what it refers to.</summary>
    public required string BundleJson { get; init; }

    /// <summary>The journalled message that caused it; ties the trace together.</summary>
    public required Guid CausedBy { get; init; }

    /// <summary>Member whose data it is.</summary>
    public required string Custodian { get; init; }

    /// <summary>Commit time at the exchange, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>How a delivery ended, or what it waits for.</summary>
public enum DeliveryOutcome
{
    /// <summary>The system acknowledged it (AA or CA).</summary>
    Delivered,

    /// <summary>The system refused it for good, or it cannot be converted: a dead letter at the gateway.</summary>
    Dead,
}

/// <summary>The gateway's word on one delivery.</summary>
/// <remarks>Gateway → <see cref="Lanes.ExchangeQueue"/>.</remarks>
public sealed record DeliveryReceipt
{
    /// <summary>The delivery answered.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>Delivered or dead.</summary>
    public required DeliveryOutcome Outcome { get; init; }

    /// <summary>MSA-1 of the receiving system, when it answered.</summary>
    public string? AckCode { get; init; }

    /// <summary>Every reason of a dead delivery; empty otherwise.</summary>
    public IReadOnlyList<HubError> Errors { get; init; } = [];

    /// <summary>When it ended, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
