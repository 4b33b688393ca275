using System.Net.Sockets;
using System.Text;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Simulation;

namespace IntegrationHub.Hub.Demo;

/// <summary>The simulated hospitals of the demo: each listens as a receiving system, and sends unless told not
/// to.</summary>
internal sealed class DemoHospitals : BackgroundService
{
    private const double MessagesPerSecond = 1.5;
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger<TrafficPlayer> log;
    private readonly TrafficPlayer? traffic;

    public DemoHospitals(HubConfiguration configuration, bool sends, TimeProvider clock, ILogger<TrafficPlayer> log)
    {
        this.log = log;
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Sinks = [.. configuration.Outbound.Select(c => (c.Port,
            Sink: new HisSink(c.Member, c.Port, Encoding.GetEncoding(c.Charset), clock)))];
        if (sends)
            traffic = new(Sources(configuration, clock), MessagesPerSecond, Random.Shared, clock, log);
    }

    /// <summary>The receiving systems.</summary>
    public IReadOnlyList<(int Port, HisSink Sink)> Sinks { get; }

    /// <summary>Synthetic messages acknowledged so far; null without traffic.</summary>
    public long? Sent => traffic?.Sent;

    /// <summary>Lets the traffic begin: the hub is ready.</summary>
    public void Open() => open.TrySetResult();

    /// <summary>The sending side of every inbound channel.</summary>
    public static IReadOnlyList<TrafficSource> Sources(HubConfiguration configuration, TimeProvider clock) =>
        [.. configuration.Inbound.Select(c => new TrafficSource(
            c.Member,
            configuration.Members.Find(c.Member)?.Superior,
            new HisSystem(
                c.Facilities is [var first, ..] ? first : configuration.Members.Find(c.Member)!.Facilities[0],
                c.Charset == "auto" ? "UTF-8" : c.Charset,
                clock),
            new HisLink("127.0.0.1", c.Port, AnswerPatience)))];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([.. Sinks.Select(s => ListenAsync(s.Sink, s.Port, stoppingToken)), PlayAsync(stoppingToken)]);

    private async Task ListenAsync(HisSink sink, int port, CancellationToken ct)
    {
        try
        {
            await sink.RunAsync(ct);
        }
        catch (SocketException e)
        {
            SimulationLog.CannotListen(log, sink.Member, port, e.Message);
        }
    }

    private async Task PlayAsync(CancellationToken ct)
    {
        if (traffic is null)
            return;
        await open.Task.WaitAsync(ct);
        await traffic.RunAsync(long.MaxValue, ct);
    }
}
