using System.Diagnostics.Metrics;
using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Transport;
using IntegrationHub.Integration.Dashboard;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IntegrationHub.Integration.Hub;

/// <summary>Nobody is surprised by a certificate that ended over night.</summary>
public sealed class CertificateWatchTests : IDisposable
{
    private readonly CertificateDesk desk = new();

    public void Dispose() => desk.Dispose();

    [Fact]
    public void Days_left_are_measured_and_said_at_thirty_and_at_seven_days_once_a_day()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var log = new LogList();
        using var services = new ServiceCollection().AddMetrics().AddLogging(l => l.AddProvider(log)).BuildServiceProvider();
        using var watch = new CertificateWatch(
            Configuration(desk.Leaf("hub", desk.Servers, days: 40).File), services.GetRequiredService<IMeterFactory>(), clock,
            services.GetRequiredService<ILogger<CertificateWatch>>());

        Assert.Equal(39, LookAt(watch, clock, days: 0));
        Assert.Equal(29, LookAt(watch, clock, days: 10));
        Assert.Equal(29, LookAt(watch, clock, days: 0.5));
        Assert.Equal(6, LookAt(watch, clock, days: 23));
        Assert.Equal(-2, LookAt(watch, clock, days: 8));

        Assert.Equal([(5620, 29), (5621, 6), (5621, -2)], log.Lines.Where(l => l.Text.Contains("channel his ", StringComparison.Ordinal)
            || l.Text.Contains("channel his e", StringComparison.Ordinal)).Select(l => (l.Id, DaysIn(l.Text))));
        Assert.Equal(-2, watch.Certificates.Single(c => c.Name == "channel his").DaysLeft(clock.GetUtcNow()));
    }

    private static int DaysIn(string text) =>
        int.Parse(text.Split(" in ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static long LookAt(CertificateWatch watch, FakeTimeProvider clock, double days)
    {
        var measured = new Dictionary<string, long>();
        clock.Advance(TimeSpan.FromDays(days));
        watch.Look();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "hub.certificate.days_left")
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => measured[tags[0].Value!.ToString()!] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return measured["channel his"];
    }

    private HubConfiguration Configuration(string certificate) => new()
    {
        Folder = "/",
        Access = IntegrationHub.Store.AccessPolicy.None,
        Settings = new()
        {
            Gateway = "g",
            Environment = "P",
            Demo = false,
            DataDirectory = "/",
            Urls = [],
            Database = ExchangeDatabase.Sqlite,
            Connection = "",
            Bus = new() { Transport = BusTransport.InMemory },
            Ops = new(),
            Limits = new(1, 1, 1),
            Fhir = new(),
            Access = new(),
            Audit = new(),
            LogLevel = "Information",
        },
        Members = new MemberDirectory([]),
        Inbound =
        [
            new()
            {
                Name = "his",
                Member = "m",
                Port = 1,
                Tls = new ChannelTls { CertificateFile = certificate, TrustFile = desk.Clients.File },
            },
        ],
        Outbound = [],
    };
}
