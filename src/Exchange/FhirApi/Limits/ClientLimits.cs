using System.Threading.RateLimiting;

namespace IntegrationHub.Exchange;

/// <summary>No client may take the share of the others: so many requests at a time, per second and per day.</summary>
internal sealed class ClientLimits : IDisposable
{
    private readonly FhirApiOptions options;
    private readonly DailyQuota quota;
    private readonly PartitionedRateLimiter<Caller> limiter;

    public ClientLimits(ExchangeOptions options, TimeProvider clock)
    {
        (this.options, quota) = (options.Fhir, new(clock));
        limiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<Caller, (string, string)>(caller => RateLimitPartition.GetConcurrencyLimiter(
                (caller.Member, caller.Name),
                _ => new ConcurrencyLimiterOptions
                {
                    PermitLimit = ShareOf(caller).ConcurrentRequests,
                    QueueLimit = 0,
                })),
            PartitionedRateLimiter.Create<Caller, (string, string)>(caller => RateLimitPartition.GetTokenBucketLimiter(
                (caller.Member, caller.Name),
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = ShareOf(caller).RequestsPerSecond,
                    TokensPerPeriod = ShareOf(caller).RequestsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    QueueLimit = 0,
                })));
    }

    /// <summary>A share of the server until it is disposed; not acquired when the client has its share.</summary>
    public RateLimitLease Take(Caller caller) => limiter.AttemptAcquire(caller);

    /// <summary>Counts a request of today.</summary>
    /// <returns>Null, or how long the client has to wait because its day is used up.</returns>
    public TimeSpan? Count(Caller caller) =>
        ShareOf(caller) is { RequestsPerDay: < int.MaxValue } share ? quota.Take(caller, share.RequestsPerDay) : null;

    public void Dispose() => limiter.Dispose();

    private ClientShare ShareOf(Caller caller) =>
        options.Shares.Count > 0 && options.Shares.TryGetValue($"{caller.Member}/{caller.Name}", out var own)
            ? own
            : new(options.ConcurrentRequests, options.RequestsPerSecond, options.RequestsPerDay);
}
