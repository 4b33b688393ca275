using System.IO.Pipelines;
using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Intake;
using IntegrationHub.Hl7v2;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Mllp;

/// <summary>
/// One connection of a hospital system: one message in flight, the next is read after the answer was written. What
/// goes wrong here ends this connection only.
/// </summary>
internal sealed partial class MllpConnection(
    Peer peer, IDuplexPipe pipe, IntakeDesk intake, GatewayMetrics metrics, MllpPortSettings settings)
    : IDisposable
{
    private const int LaterMost = 1_000;
    private const int DrainBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim writing = new(1, 1);
    private int later;

    /// <summary>
    /// Serves until the peer closes, a rule is broken, or <paramref name="stop"/>: then after the message in hand.
    /// </summary>
    public async Task ServeAsync(CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var reader = new MllpReader(pipe.Input, settings.Frames, settings.Clock);
        try
        {
            while (await NextAsync(reader, end.Token))
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The peer is gone, or the channel stops: nothing was promised that is not in the journal.
            LogEnded(settings.Log, peer.Channel.Name, peer.Remote, e);
        }
        finally
        {
            await end.CancelAsync(); // application ACKs that still wait
        }
    }

    public void Dispose() => writing.Dispose();

    private async Task<bool> NextAsync(MllpReader reader, CancellationToken ct)
    {
        var read = await reader.ReadFrameAsync(ct);
        if (!read.TryGet(out var frame, out var errors) && errors.Count > 0)
            return await BrokenAsync(reader, errors, ct);
        if (frame is null)
            return false;
        var answer = await intake.TakeAsync(peer, frame.Bytes);
        await WriteAsync(answer.Code, answer.Bytes);
        if (answer.Later is { } waiting && Interlocked.Increment(ref later) <= LaterMost)
            _ = WriteLaterAsync(waiting, ct);
        return true;
    }

    /// <summary>
    /// Too large or too slow is told with AR; after a cut frame there is nobody or nothing to answer.
    /// </summary>
    private async Task<bool> BrokenAsync(MllpReader reader, IReadOnlyList<HubError> errors, CancellationToken ct)
    {
        var tell = errors[0].Code == HubErrorCode.LimitExceeded;
        var answer = await intake.BrokenAsync(peer, errors, tell);
        await WriteAsync(answer.Code, answer.Bytes);
        if (reader.IsBroken && tell)
            await DrainAsync(ct);
        return !reader.IsBroken;
    }

    /// <summary>
    /// Not ended by a stop: what was journalled shall be answered. A peer that does not read ends it.
    /// </summary>
    private async Task WriteAsync(string code, byte[]? bytes)
    {
        if (bytes is null)
            return;
        using var limit = new CancellationTokenSource(settings.AckTime, settings.Clock);
        await writing.WaitAsync(limit.Token);
        try
        {
            Failpoint.Pass("ack.before");
            await MllpWriter.WriteAsync(pipe.Output, bytes, limit.Token);
            Failpoint.Pass("ack.after");
        }
        finally
        {
            writing.Release();
        }
        metrics.Ack(peer.Channel.Name, code);
    }

    private async Task WriteLaterAsync(
        Func<CancellationToken, Task<byte[]?>> waiting, CancellationToken ct)
    {
        try
        {
            await WriteAsync("application", await waiting(ct));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            LogEnded(settings.Log, peer.Channel.Name, peer.Remote, e);
        }
        finally
        {
            Interlocked.Decrement(ref later);
        }
    }

    /// <summary>
    /// Reads on for a moment: closing a socket with unread bytes would take the answer back from the peer.
    /// </summary>
    private async Task DrainAsync(CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = settings.Clock.CreateTimer(
            static s => ((CancellationTokenSource)s!).Cancel(), end, DrainTime, Timeout.InfiniteTimeSpan);
        for (var drained = 0L; drained < DrainBytes;)
        {
            var read = await pipe.Input.ReadAsync(end.Token);
            drained += read.Buffer.Length;
            pipe.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Debug, Message = "A connection on {Channel} from {Remote} ended")]
    private static partial void LogEnded(ILogger logger, string channel, string remote, Exception why);
}
