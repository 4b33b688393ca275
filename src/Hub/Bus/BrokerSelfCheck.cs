using IntegrationHub.Hub.Roles;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace IntegrationHub.Hub.Bus;

/// <summary>
/// Declares the queues as soon as the broker answers, and stays connected to hear its alarms. A broker that is away is
/// waited for; one whose queues have other arguments stops the hub with the reason, because messages could get lost.
/// </summary>
internal sealed class BrokerSelfCheck(
    BrokerConnections connections, BrokerTopology topology, HostEnd end, TimeProvider clock,
        ILogger<BrokerSelfCheck> log)
    : BackgroundService
{
    private const int RetrySeconds = 5;
    private const int PreconditionFailed = 406;
    private const int AccessRefused = 403;
    private static readonly TimeSpan Reminder = TimeSpan.FromMinutes(1);

    private DateTimeOffset said;

    /// <summary>Why the broker does not serve now, or null.</summary>
    public string? Problem { get; private set; } = "not reached yet";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(stoppingToken);
            }
            catch (OperationInterruptedException e) when (IsRefusal(e))
            {
                Refuse(e);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Say(e.GetBaseException().Message);
            }
            await Task.Delay(TimeSpan.FromSeconds(RetrySeconds), clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A broker may be away for hours: said when the reason changes, and once a minute.
    private void Say(string problem)
    {
        var now = clock.GetUtcNow();
        if (problem != Problem || now - said >= Reminder)
        {
            BusLog.Unreachable(log, connections.Address, problem, RetrySeconds);
            said = now;
        }
        Problem = problem;
    }

    // Returns when the connection is gone.
    private async Task WatchAsync(CancellationToken ct)
    {
        await using var connection = await connections.OpenAsync("self-check", ct);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, _) => Done(gone);
        connection.ConnectionBlockedAsync += (_, e) => Alarm(e.Reason);
        connection.ConnectionUnblockedAsync += (_, _) => Alarm(null);
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: ct))
            await topology.DeclareAsync(channel, ct);
        Problem = null;
        BusLog.Declared(log, connections.Address, topology.Queues.Count);
        WarnOfOldVersion(connection);
        await gone.Task.WaitAsync(ct);
        Problem = "the connection was lost";
    }

    private static Task Done(TaskCompletionSource gone)
    {
        gone.TrySetResult();
        return Task.CompletedTask;
    }

    private Task Alarm(string? reason)
    {
        Problem = reason is null ? null : $"the broker blocks publishers ({reason})";
        if (reason is null)
            BusLog.Unblocked(log);
        else
            BusLog.Blocked(log, reason);
        return Task.CompletedTask;
    }

    private static bool IsRefusal(OperationInterruptedException e) =>
        e.ShutdownReason?.ReplyCode is PreconditionFailed or AccessRefused;

    private void Refuse(OperationInterruptedException e)
    {
        Problem = e.ShutdownReason?.ReplyText ?? e.Message;
        BusLog.Refused(log, connections.Address, Problem);
        end.Stop(ExitCode.Fault, $"The broker at {connections.Address} refuses what the hub needs: {Problem}. "
            + "A queue with other arguments may lose messages: drain and delete it, the hub declares it anew "
            + "(docs/operations.md).");
    }

    private void WarnOfOldVersion(IConnection connection)
    {
        var version = connection.ServerProperties?.TryGetValue("version", out var value) == true
            && value is byte[] bytes
            ? System.Text.Encoding.ASCII.GetString(bytes)
            : "";
        if (version.StartsWith("3.", StringComparison.Ordinal))
            BusLog.OldBroker(log, connections.Address, version);
    }
}
