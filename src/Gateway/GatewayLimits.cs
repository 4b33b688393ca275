namespace IntegrationHub.Gateway;

/// <summary>Every limit of a gateway, by name. Each is checked at limit − 1, limit and limit + 1 by a test.</summary>
public sealed record GatewayLimits
{
    /// <summary>Bytes of one MLLP frame; a larger one is answered <c>AR</c> and the connection closed.</summary>
    public int FrameBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>From the start block to the end block of a frame.</summary>
    public TimeSpan FrameTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Without a byte inside a frame.</summary>
    public TimeSpan FrameSilence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections to one channel at a time; further ones are closed at once.</summary>
    public int ConnectionsPerChannel { get; init; } = 128;

    /// <summary>Messages in one FHS/BHS batch.</summary>
    public int BatchMessages { get; init; } = 1_000;

    /// <summary>UTF-8 bytes of one message as FHIR; RabbitMQ 4 takes no larger ones unless told to.</summary>
    public int BundleBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Writes that may wait for the journal; then reading from the sockets stops.</summary>
    public int JournalQueue { get; init; } = 4_096;

    /// <summary>How long a sender waits for the journal before it is told to try later.</summary>
    public TimeSpan JournalWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a sender waits for conversion or receipt where the channel's ACK needs them.</summary>
    public TimeSpan AckWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Free bytes below which new messages are refused; on a small disk <see cref="DiskReserveShare"/> rules.
    /// </summary>
    public long DiskReserveBytes { get; init; } = 1_000_000_000;

    /// <summary>Share of the disk that is kept free when that is less than <see cref="DiskReserveBytes"/>.</summary>
    public double DiskReserveShare { get; init; } = 0.10;

    /// <summary>Deadline of one publish; RabbitMQ.Client 7.2.2 may otherwise wait for ever.</summary>
    public TimeSpan PublishDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Publishes tried and none confirmed for this long: the connection to the broker is dropped.</summary>
    public TimeSpan ConfirmSilence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Outbox rows claimed, and publishes in flight, at a time.</summary>
    public int RelayBatch { get; init; } = 128;

    /// <summary>
    /// Messages that wait for a receipt above which only those are sent again that were overtaken on their lane: the
    /// others wait in a long queue, and sending them again would make it longer.
    /// </summary>
    public int ReceiptCrowd { get; init; } = 1_000;

    /// <summary>First wait for a receipt before a message is published again; doubles.</summary>
    public TimeSpan ReceiptFirst { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait for a receipt.</summary>
    public TimeSpan ReceiptMost { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long a delivery waits for a missing earlier number of its recipient: longer than the exchange's first four
    /// sends of an unreceipted delivery take (220 s), so that order survives a lost hand-over.
    /// </summary>
    public TimeSpan DeliveryGapWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes kept of a refused frame.</summary>
    public int RefusedBytes { get; init; } = 64 * 1024;

    /// <summary>Refused frames kept; the oldest go first.</summary>
    public int RefusedFrames { get; init; } = 10_000;

    /// <summary>How long stored messages and finished deliveries are kept; unreceipted ones are never purged.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);
}
