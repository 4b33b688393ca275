using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using IntegrationHub.Dashboard;
using IntegrationHub.Hub.Configuration;

namespace IntegrationHub.Hub.Transport;

/// <summary>
/// Looks at every certificate the hub uses or trusts: days left as a metric, a warning at 30 days and an error at 7.
/// </summary>
internal sealed partial class CertificateWatch : BackgroundService, ICertificateProbe
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan SayAgain = TimeSpan.FromDays(1);

    private readonly IReadOnlyList<WatchedCertificate> watched;
    private readonly TimeProvider clock;
    private readonly ILogger<CertificateWatch> log;
    private readonly Dictionary<string, (string State, DateTimeOffset At)> said = [];

    public CertificateWatch(
        HubConfiguration configuration, IMeterFactory meters, TimeProvider clock, ILogger<CertificateWatch> log)
    {
        (watched, this.clock, this.log) = (WatchedCertificate.Of(configuration), clock, log);
        meters.Create("IntegrationHub").CreateObservableGauge(
            "hub.certificate.days_left", Measure, "d", "Days until a certificate ends that the hub uses or trusts");
    }

    public IReadOnlyList<CertificateDays> Certificates { get; private set; } = [];

    /// <summary>One look at every file.</summary>
    public void Look()
    {
        var (now, found) = (clock.GetUtcNow(), new List<CertificateDays>());
        foreach (var one in watched)
        {
            try
            {
                var ends = one.Read().Select(c => c.NotAfter.ToUniversalTime()).DefaultIfEmpty(DateTime.MaxValue).Min();
                var certificate = new CertificateDays(one.Name, new(ends, TimeSpan.Zero));
                found.Add(certificate);
                Say(certificate, now);
            }
            catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
            {
                SayOnce(one.Name, "unreadable", now, () => LogUnreadable(log, one.Name, e.GetType().Name));
            }
        }
        Certificates = found;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
            Look();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Say(CertificateDays certificate, DateTimeOffset now)
    {
        var days = certificate.DaysLeft(now);
        if (days <= CertificateDays.Urgent)
            SayOnce(certificate.Name, "urgent", now, () => LogUrgent(log, certificate.Name, days));
        else if (days <= CertificateDays.Soon)
            SayOnce(certificate.Name, "soon", now, () => LogSoon(log, certificate.Name, days));
        else
            said.Remove(certificate.Name);
    }

    private void SayOnce(string name, string state, DateTimeOffset now, Action say)
    {
        if (said.TryGetValue(name, out var before) && before.State == state && now - before.At < SayAgain)
            return;
        said[name] = (state, now);
        say();
    }

    private IEnumerable<Measurement<long>> Measure()
    {
        var now = clock.GetUtcNow();
        return [.. Certificates.Select(c => new Measurement<long>(c.DaysLeft(now), new KeyValuePair<string, object?>("certificate", c.Name)))];
    }

    [LoggerMessage(EventId = 5620, Level = LogLevel.Warning, Message = "The certificate of {Name} ends in {Days} days")]
    private static partial void LogSoon(ILogger logger, string name, int days);

    [LoggerMessage(EventId = 5621, Level = LogLevel.Error, Message = "The certificate of {Name} ends in {Days} days")]
    private static partial void LogUrgent(ILogger logger, string name, int days);

    [LoggerMessage(EventId = 5622, Level = LogLevel.Error, Message = "The certificate of {Name} cannot be read ({Kind})")]
    private static partial void LogUnreadable(ILogger logger, string name, string kind);
}
