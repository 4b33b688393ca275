using System.Threading.RateLimiting;

namespace IntegrationHub.Exchange;

/// <summary>No client may take the share of the others: so many requests at a time, and per second.</summary>
internal sealed class ClientLimits(ExchangeOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<Caller> limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<Caller, (string, string)>(caller => RateLimitPartition.GetConcurrencyLimiter(
            (caller.Member, caller.Name),
            _ => new ConcurrencyLimiterOptions { PermitLimit = options.Fhir.ConcurrentRequests, QueueLimit = 0 })),
        PartitionedRateLimiter.Create<Caller, (string, string)>(caller => RateLimitPartition.GetTokenBucketLimiter(
            (caller.Member, caller.Name),
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.Fhir.RequestsPerSecond,
                TokensPerPeriod = options.Fhir.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            })));

    /// <summary>A share of the server until it is disposed; not acquired when the client has its share.</summary>
    public RateLimitLease Take(Caller caller) => limiter.AttemptAcquire(caller);

    public void Dispose() => limiter.Dispose();
}
