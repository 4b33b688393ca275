using System.Data.Common;
using System.Text.Json;
using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>A delivery to be announced; its number is given when it is added.</summary>
public sealed record NewDelivery
{
    /// <summary>Identity of the delivery; the same when the transaction is run again.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>Member whose system is to be told.</summary>
    public required string Recipient { get; init; }

    /// <summary>What it is.</summary>
    public required DeliveryKind Kind { get; init; }

    /// <summary>Trigger event wanted on the wire; null: the kind's default.</summary>
    public string? Trigger { get; init; }

    /// <summary>Deliveries with the same key stay in order.</summary>
    public required string OrderKey { get; init; }

    /// <summary>FHIR <c>Bundle</c> of type <c>collection</c>.</summary>
    public required string BundleJson { get; init; }

    /// <summary>The message that caused it.</summary>
    public required Guid CausedBy { get; init; }

    /// <summary>Member whose data it is.</summary>
    public required string Custodian { get; init; }
}

/// <summary>Deliveries of one recipient that this relay holds until the lease ends.</summary>
/// <param name="Recipient">The member; nobody else sends to it meanwhile, so its order holds.</param>
/// <param name="Fence">Token to mark them sent with; a later claim has a higher one.</param>
/// <param name="Deliveries">Lowest number first.</param>
public sealed record OutboxClaim(string Recipient, long Fence, IReadOnlyList<DeliveryRequested> Deliveries);

/// <summary>Where a delivery stands. No content.</summary>
public sealed record DeliveryState
{
    /// <summary>The delivery.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>Its number at the recipient.</summary>
    public required long Seq { get; init; }

    /// <summary>Member to be told.</summary>
    public required string Recipient { get; init; }

    /// <summary>What it is.</summary>
    public required DeliveryKind Kind { get; init; }

    /// <summary>The message that caused it.</summary>
    public required Guid CausedBy { get; init; }

    /// <summary>Commit, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Last confirmed publish, UTC.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Confirmed publishes.</summary>
    public int Sends { get; init; }

    /// <summary>The gateway's receipt, UTC.</summary>
    public DateTimeOffset? ReceiptAt { get; init; }

    /// <summary>How it ended, when it did.</summary>
    public DeliveryOutcome? Outcome { get; init; }

    /// <summary>MSA-1 of the receiving system.</summary>
    public string? AckCode { get; init; }

    /// <summary>Reasons of a dead delivery.</summary>
    public IReadOnlyList<HubError> Errors { get; init; } = [];

    internal const string Columns = """
        delivery_id, seq, recipient, kind, caused_by, created_at, sent_at, sends, receipt_at, outcome, ack_code, errors
        """;

    internal static DeliveryState Read(DbDataReader r) => new()
    {
        DeliveryId = r.GetGuid(0),
        Seq = r.GetInt64(1),
        Recipient = r.GetString(2),
        Kind = Enum.Parse<DeliveryKind>(r.GetString(3)),
        CausedBy = r.GetGuid(4),
        CreatedAt = r.Instant(5),
        SentAt = r.InstantOrNull(6),
        Sends = r.GetInt32(7),
        ReceiptAt = r.InstantOrNull(8),
        Outcome = r.TextOrNull(9) is { } outcome ? Enum.Parse<DeliveryOutcome>(outcome) : null,
        AckCode = r.TextOrNull(10),
        Errors = JsonSerializer.Deserialize<HubError[]>(r.GetString(11))!,
    };
}
