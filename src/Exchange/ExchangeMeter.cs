using System.Diagnostics.Metrics;

namespace IntegrationHub.Exchange;

/// <summary>Figures of the exchange on the meter <c>IntegrationHub</c>; labels never hold patient data.</summary>
internal sealed class ExchangeMeter
{
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    };

    private readonly Counter<long> applied;
    private readonly Counter<long> transitions;
    private readonly Counter<long> sent;
    private readonly Counter<long> withheld;
    private readonly Counter<long> requests;
    private readonly Histogram<double> batch;
    private readonly Histogram<double> latency;
    private volatile ExchangeStatus? latest;

    public ExchangeMeter(IMeterFactory meters)
    {
        var meter = meters.Create("IntegrationHub");
        applied = meter.CreateCounter<long>("hub.exchange.messages", "{message}", "Messages by what became of them");
        batch = meter.CreateHistogram("hub.exchange.batch.duration", "s", "One intake transaction", advice: Seconds);
        latency = meter.CreateHistogram(
            "hub.exchange.stored.age", "s", "From the journal to the commit here", advice: Seconds);
        transitions = meter.CreateCounter<long>("hub.referral.transitions", "{step}", "Steps of referrals");
        sent = meter.CreateCounter<long>("hub.exchange.deliveries", "{delivery}", "Deliveries handed to gateways");
        withheld = meter.CreateCounter<long>(
            "hub.exchange.withheld", "{delivery}", "Deliveries not made: the recipient may not see the record");
        requests = meter.CreateCounter<long>("hub.fhir.requests", "{request}", "FHIR API requests");
        Gauge("hub.exchange.parked", s => s.Parked, "Numbers that wait for an earlier one of their stream");
        Gauge("hub.exchange.blocked", s => s.Blocked, "Streams that stand still");
        Gauge("hub.exchange.deadletters", s => s.Dead, "Dead letters of the exchange nobody has resolved");
        Gauge("hub.exchange.outbox.pending", s => s.OutboxPending, "Deliveries without a receipt");
        Gauge("hub.exchange.outbox.oldest.age", s => s.OutboxOldestSeconds, "Age of the oldest of them, in seconds");

        void Gauge(string name, Func<ExchangeStatus, double> value, string description) =>
            meter.CreateObservableGauge(name, () => latest is { } now ? value(now) : 0, description: description);
    }

    /// <param name="outcome"><c>stored</c>, <c>refused</c>, <c>parked</c>, <c>again</c> or <c>blocked</c>.</param>
    /// <param name="member">Custodian.</param>
    public void Message(string outcome, string member) =>
        applied.Add(1, new("outcome", outcome), new("member", member));

    /// <summary>A delivery that was not made, because its recipient may not see what it would tell.</summary>
    public void Withheld(string recipient) => withheld.Add(1, new KeyValuePair<string, object?>("member", recipient));

    /// <summary>The counts that gauges show until the next ones come.</summary>
    public void Depths(ExchangeStatus status) => latest = status;

    public void Batch(TimeSpan took) => batch.Record(took.TotalSeconds);

    public void StoredAge(TimeSpan age) => latency.Record(Math.Max(0, age.TotalSeconds));

    public void Step(ReferralState from, ReferralState to) =>
        transitions.Add(1, new("from", from.ToString()), new("to", to.ToString()));

    public void Delivery(string kind) => sent.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void FhirRequest(string interaction, string? resource, int status) =>
        requests.Add(1, new("interaction", interaction), new("resource", Known(resource)), new("status", status));

    // Only names of the registry become label values: a client must not be able to invent time series.
    private static string Known(string? resource) =>
        resource is not null && Fhir.SearchParameters.Of(resource).Count > 0 ? resource : "none";
}
