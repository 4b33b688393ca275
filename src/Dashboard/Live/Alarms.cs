using IntegrationHub.Contracts;

namespace IntegrationHub.Dashboard;

/// <summary>Decides what somebody should look at. Pure: snapshot in, alarms out, the most urgent first.</summary>
internal static class Alarms
{
    /// <summary>Gateways report every two seconds; after this long without a report they are silent.</summary>
    internal static readonly TimeSpan GatewaySilentAfter = TimeSpan.FromSeconds(15);

    internal static IReadOnlyList<Alarm> Of(DeskSnapshot now, OpsOptions options) =>
    [
        .. Sources(now).Concat(Gateways(now, options)).Concat(Exchange(now, options)).Concat(Certificates(now))
            .OrderByDescending(a => a.Severity),
    ];

    private static IEnumerable<Alarm> Sources(DeskSnapshot now) =>
        now.Unreadable.Select(source => new Alarm("source-unreadable", Severity.Problem, source, 0, "/ops/lanes"));

    private static IEnumerable<Alarm> Certificates(DeskSnapshot now) =>
        from certificate in now.Certificates
        let days = certificate.DaysLeft(now.At)
        where days <= CertificateDays.Soon
        select new Alarm("certificate-ends", days <= CertificateDays.Urgent ? Severity.Problem : Severity.Warning,
            certificate.Name, days, "/ops/channels");

    private static IEnumerable<Alarm> Gateways(DeskSnapshot now, OpsOptions options)
    {
        foreach (var gateway in now.Gateways)
        {
            var age = now.At - gateway.At;
            if (age > GatewaySilentAfter)
                yield return new("gateway-silent", Severity.Problem, gateway.Gateway,
                    (long)age.TotalSeconds, "/ops/channels");
            if (gateway.OutboxOldestSeconds > options.WaitingTooLong.TotalSeconds)
                yield return new("gateway-waiting", Severity.Warning, gateway.Gateway,
                    (long)gateway.OutboxOldestSeconds, "/ops/lanes");
            foreach (var alarm in gateway.Channels.SelectMany(c => Channel(c, now.At, options)))
                yield return alarm;
        }
    }

    private static IEnumerable<Alarm> Channel(ChannelStatus channel, DateTimeOffset now, OpsOptions options)
    {
        if (channel.State == ChannelState.Failed)
            yield return new("channel-failed", Severity.Problem, channel.Name, 0, "/ops/channels");
        if (channel.State == ChannelState.Stopped)
            yield return new("channel-stopped", Severity.Warning, channel.Name, 0, "/ops/channels");
        if (channel.Dead > 0)
            yield return new("channel-dead", Severity.Warning, channel.Name, channel.Dead,
                "/ops/deadletters?sender=" + Uri.EscapeDataString(channel.Name));
        if (channel is { Direction: "in", State: ChannelState.Started, LastMessageAt: { } last }
            && now - last > options.SilentAfter)
            yield return new("channel-silent", Severity.Warning, channel.Name,
                (long)(now - last).TotalSeconds, "/ops/channels");
    }

    private static IEnumerable<Alarm> Exchange(DeskSnapshot now, OpsOptions options)
    {
        if (now.Exchange is not { } exchange)
            yield break;
        if (exchange.Blocked > 0)
            yield return new("streams-blocked", Severity.Problem, "exchange", exchange.Blocked, "/ops/lanes");
        if (exchange.OutboxOldestSeconds > options.WaitingTooLong.TotalSeconds)
            yield return new("exchange-waiting", Severity.Warning, "exchange",
                (long)exchange.OutboxOldestSeconds, "/ops/lanes");
        if (exchange.ParkedOldestSeconds > options.WaitingTooLong.TotalSeconds)
            yield return new("exchange-parked", Severity.Warning, "exchange",
                (long)exchange.ParkedOldestSeconds, "/ops/lanes");
        if (exchange.Dead > 0)
            yield return new("exchange-dead", Severity.Warning, "exchange", exchange.Dead, "/ops/deadletters");
    }
}
