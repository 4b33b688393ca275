using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Delivery;
using IntegrationHub.Gateway.Mllp;
using IntegrationHub.Store.Journal;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Desk;

/// <summary>
/// All channels of the gateway: started, stopped by operators (remembered over restarts), and reported.
/// </summary>
internal sealed partial class ChannelDesk(
    GatewayJournal journal, MllpPorts ports, DeliveryLanes lanes, ILogger<ChannelDesk> log)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(10);

    private volatile IReadOnlySet<string> stopped = new HashSet<string>();

    /// <summary>Starts every channel that no operator stopped.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        stopped = journal.Read(s => s.StoppedChannels());
        foreach (var port in ports.All.Where(p => !stopped.Contains(p.Channel.Name)))
            await port.StartAsync(ct);
        foreach (var lane in lanes.All)
            lane.SetStopped(stopped.Contains(lane.Channel.Name));
    }

    /// <summary>Tries ports again that could not be had, until stopped.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(TryAgain, journal.Clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var port in ports.All.Where(p => p.Problem is not null && !stopped.Contains(p.Channel.Name)))
            {
                if (!ct.IsCancellationRequested)
                    await port.StartAsync(ct);
            }
        }
    }

    /// <summary>Closes every port; connections end after the message in hand.</summary>
    public Task StopAsync(CancellationToken ct) => Task.WhenAll(ports.All.Select(p => p.StopAsync(ct)));

    /// <summary>Starts or stops one channel as an operator wants it.</summary>
    public async Task<CommandAnswer> CommandAsync(CommandChannel command, CancellationToken ct)
    {
        var (port, lane) = (ports.Find(command.Channel), lanes.Find(command.Channel));
        if ((port is null && lane is null)
            || (command.Member is { } member && member != (port?.Channel.Member ?? lane!.Channel.Member)))
            return new() { Done = 0, Errors = [HubError.NotFound($"Channel {command.Channel}")] };
        stopped = await journal.WriteAsync("channel", s =>
        {
            s.SetChannel(command.Channel, !command.Start, command.By, journal.Clock.GetUtcNow());
            return s.StoppedChannels();
        }, ct);
        LogCommand(log, command.Channel, command.Start ? "started" : "stopped", command.By);
        lane?.SetStopped(!command.Start);
        if (port is null)
            return new() { Done = 1 };
        if (!command.Start)
            await port.StopAsync(ct);
        else if (!await port.StartAsync(ct))
            return new() { Done = 0, Errors = [new(HubErrorCode.ServiceUnreachable, port.Problem ?? "", command.Channel)] };
        return new() { Done = 1 };
    }

    /// <summary>Every channel, in and out.</summary>
    public IReadOnlyList<ChannelStatus> Statuses() =>
    [
        .. ports.All.Select(p => Status(
            p.Channel.Name, p.Channel.Member, "in", $"mllp{(p.Channel.Tls is null ? "" : "s")}://{p.Address}", p.Problem)),
        .. lanes.All.Select(l => Status(
            l.Channel.Name, l.Channel.Member, "out",
            $"mllp{(l.Channel.Tls is null ? "" : "s")}://{l.Channel.Host}:{l.Channel.Port}", l.Problem)),
    ];

    private ChannelStatus Status(string name, string member, string direction, string address, string? problem)
    {
        var counts = journal.Counts(name);
        return new()
        {
            Name = name,
            Member = member,
            Direction = direction,
            Address = address,
            State = stopped.Contains(name) ? ChannelState.Stopped
                : problem is null ? ChannelState.Started : ChannelState.Failed,
            Received = counts.Received,
            Converted = counts.Converted,
            Done = counts.Done,
            Dead = counts.Dead,
            Waiting = counts.Waiting,
            Duplicates = counts.Duplicates,
            Refused = counts.Refused,
            LastMessageAt = counts.LastMessageAt,
            Problem = problem,
        };
    }

    [LoggerMessage(EventId = 2501, Level = LogLevel.Information, Message = "Channel {Channel} was {Done} by {Operator}")]
    private static partial void LogCommand(ILogger logger, string channel, string done, string @operator);
}
