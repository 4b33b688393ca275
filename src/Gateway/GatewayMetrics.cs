using System.Diagnostics.Metrics;

namespace IntegrationHub.Gateway;

/// <summary>
/// Instruments of the meter <c>IntegrationHub</c> that a gateway feeds. Tags never hold patient data.
/// </summary>
internal sealed class GatewayMetrics
{
    private readonly Counter<long> received;
    private readonly Counter<long> converted;
    private readonly Counter<long> failed;
    private readonly Counter<long> duplicates;
    private readonly Counter<long> refused;
    private readonly Counter<long> delivered;
    private readonly Counter<long> acks;
    private readonly UpDownCounter<long> connections;
    private readonly Histogram<double> duration;

    private long pending;
    private double oldest;

    public GatewayMetrics(IMeterFactory factory)
    {
        Meter = factory.Create("IntegrationHub");
        received = Meter.CreateCounter<long>("hub.messages.received", description: "Messages journalled");
        converted = Meter.CreateCounter<long>("hub.messages.converted", description: "Messages converted to FHIR");
        failed = Meter.CreateCounter<long>("hub.messages.failed", description: "Messages that became dead letters");
        duplicates = Meter.CreateCounter<long>("hub.messages.duplicates", description: "Identical resends");
        refused = Meter.CreateCounter<long>("hub.messages.refused", description: "Frames refused before the journal");
        delivered = Meter.CreateCounter<long>("hub.messages.delivered", description: "Deliveries acknowledged");
        acks = Meter.CreateCounter<long>("hub.ack.sent", description: "ACKs written, by code");
        connections = Meter.CreateUpDownCounter<long>("hub.mllp.connections.active", description: "MLLP connections");
        Meter.CreateObservableGauge("hub.outbox.pending", () => pending, description: "Messages without a receipt");
        Meter.CreateObservableGauge("hub.outbox.oldest.age", () => oldest, "s", "Age of the oldest of them");
        duration = Meter.CreateHistogram<double>(
            "hub.message.process.duration", "s", "From the whole frame to the ACK after the commit");
    }

    public Meter Meter { get; }

    public void Received(string channel, string @event) => received.Add(1, Channel(channel), Event(@event));

    public void Converted(string channel) => converted.Add(1, Channel(channel));

    public void Failed(string channel) => failed.Add(1, Channel(channel));

    public void Duplicate(string channel) => duplicates.Add(1, Channel(channel));

    public void Refused(string channel) => refused.Add(1, Channel(channel));

    public void Delivered(string channel) => delivered.Add(1, Channel(channel));

    public void Ack(string channel, string code) => acks.Add(1, Channel(channel), new("code", code));

    public void Connected(string channel) => connections.Add(1, Channel(channel));

    public void Disconnected(string channel) => connections.Add(-1, Channel(channel));

    /// <summary>What the last status said.</summary>
    public void Outbox(long waiting, double oldestSeconds) => (pending, oldest) = (waiting, oldestSeconds);

    public void Took(string channel, TimeSpan time) => duration.Record(time.TotalSeconds, Channel(channel));

    private static KeyValuePair<string, object?> Channel(string name) => new("channel", name);

    // Only events that a map covers are journalled, so senders cannot make tags up.
    private static KeyValuePair<string, object?> Event(string name) => new("message.type", name);
}
