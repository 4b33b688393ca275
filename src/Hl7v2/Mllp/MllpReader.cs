using System.Buffers;
using System.IO.Pipelines;
using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>
/// Takes MLLP frames (<c>VT message FS CR</c>) from a connection, however the bytes are cut into packets. FS alone ends
/// a frame: some senders leave the CR out and wait. One reader per connection, one read at a time.
/// </summary>
/// <remarks>Source: HL7 transport specification, MLLP release 1. Linear in the bytes, also when they come one by
/// one.</remarks>
public sealed class MllpReader : IDisposable
{
    private readonly PipeReader pipe;
    private readonly MllpLimits limits;
    private readonly TimeProvider clock;
    private readonly ITimer alarm;
    private readonly FrameBuffer frame = new();
    private bool inFrame;
    private int stray;
    private long frameStarted;
    private long lastByte;
    private HubError? broken;

    /// <summary>Reads from <paramref name="pipe"/>, which stays the caller's.</summary>
    public MllpReader(PipeReader pipe, MllpLimits limits, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(clock);
        (this.pipe, this.limits, this.clock) = (pipe, limits, clock);
        lastByte = clock.GetTimestamp();
        alarm = clock.CreateTimer(
            static p => ((PipeReader)p!).CancelPendingRead(), pipe, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True after <see cref="ReadFrameAsync"/> gave null because nobody spoke for too long between
    /// frames.</summary>
    public bool WasSilent { get; private set; }

    /// <summary>True when the bytes that follow cannot be trusted: close the connection.</summary>
    public bool IsBroken => broken is not null;

    /// <summary>The next frame.</summary>
    /// <returns>
    /// The frame; null when the peer closed, or was silent, between frames; or a violation. After a frame that
    /// began inside another one reading may go on; after every other violation the reader <see cref="IsBroken"/>.
    /// </returns>
    public async ValueTask<Result<MllpFrame?>> ReadFrameAsync(CancellationToken ct)
    {
        while (broken is null)
        {
            SetAlarm();
            var read = await pipe.ReadAsync(ct);
            var consumed = Take(read.Buffer, out var taken);
            pipe.AdvanceTo(consumed);
            if (taken is { } outcome)
                return outcome;
            if (read.IsCompleted)
                return inFrame
                    ? Break(new(HubErrorCode.Unreadable, $"The connection closed {frame.Length} bytes into a frame."))
                    : (Result<MllpFrame?>)default(MllpFrame);
            if (Expired() is { } late)
                return late;
        }
        return broken!;
    }

    /// <summary>Stops the alarm and frees the buffer.</summary>
    public void Dispose()
    {
        alarm.Dispose();
        frame.Dispose();
    }

    // Takes bytes until a frame ends, a rule is broken or there are no more.
    private SequencePosition Take(in ReadOnlySequence<byte> buffer, out Result<MllpFrame?>? outcome)
    {
        outcome = null;
        if (!buffer.IsEmpty)
            lastByte = clock.GetTimestamp();
        var taken = 0L;
        foreach (var memory in buffer)
        {
            for (var rest = memory.Span; !rest.IsEmpty && outcome is null;)
            {
                var used = inFrame ? TakeContent(rest, ref outcome) : TakeBetween(rest, ref outcome);
                taken += used;
                rest = rest[used..];
            }
            if (outcome is not null)
                break;
        }
        return buffer.GetPosition(taken);
    }

    private int TakeBetween(ReadOnlySpan<byte> bytes, ref Result<MllpFrame?>? outcome)
    {
        var start = bytes.IndexOf(MllpWriter.StartOfFrame);
        var skipped = start < 0 ? bytes : bytes[..start];
        stray += skipped.Length - skipped.Count((byte)'\r') - skipped.Count((byte)'\n');
        if (stray > limits.StrayBytes)
            outcome = Break(HubError.LimitExceeded("The number of bytes outside of MLLP frames", limits.StrayBytes));
        else if (start >= 0)
            (inFrame, frameStarted) = (true, lastByte);
        return start < 0 ? bytes.Length : start + 1;
    }

    private int TakeContent(ReadOnlySpan<byte> bytes, ref Result<MllpFrame?>? outcome)
    {
        var end = bytes.IndexOfAny(MllpWriter.EndOfFrame, MllpWriter.StartOfFrame);
        var content = end < 0 ? bytes : bytes[..end];
        if (content.Length > limits.FrameBytes - frame.Length)
        {
            outcome = Break(HubError.LimitExceeded("The number of bytes of an MLLP frame", limits.FrameBytes));
            return bytes.Length;
        }
        frame.Append(content);
        if (end < 0)
            return bytes.Length;
        if (bytes[end] == MllpWriter.StartOfFrame)
            outcome = StartAgain();
        else
            outcome = Complete();
        return end + 1;
    }

    private Result<MllpFrame?> Complete()
    {
        var complete = new MllpFrame(frame.Take(), stray);
        (inFrame, stray) = (false, 0);
        return complete;
    }

    // The sender gave up a message and began another one: the first is lost to it, the second may be good.
    private HubError StartAgain()
    {
        var cut = frame.Length;
        frame.Dispose();
        (frameStarted, stray) = (lastByte, 0);
        return new(HubErrorCode.Unreadable, $"A new frame began {cut} bytes into a frame that had no end.");
    }

    private Result<MllpFrame?>? Expired()
    {
        var silent = clock.GetElapsedTime(lastByte);
        if (!inFrame)
        {
            var most = limits.SilenceBetweenFrames;
            WasSilent = most != Timeout.InfiniteTimeSpan && silent >= most;
            return WasSilent ? default(MllpFrame) : default(Result<MllpFrame?>?);
        }
        if (silent >= limits.SilenceInFrame)
            return Late($"No byte came for {limits.SilenceInFrame.TotalSeconds:0.#} s inside a frame.");
        if (clock.GetElapsedTime(frameStarted) >= limits.FrameTime)
            return Late($"A frame was not complete after {limits.FrameTime.TotalSeconds:0.#} s.");
        return null;
    }

    private void SetAlarm()
    {
        var due = limits.SilenceBetweenFrames == Timeout.InfiniteTimeSpan
            ? Timeout.InfiniteTimeSpan
            : limits.SilenceBetweenFrames - clock.GetElapsedTime(lastByte);
        if (inFrame)
        {
            var frameLeft = limits.FrameTime - clock.GetElapsedTime(frameStarted);
            var silenceLeft = limits.SilenceInFrame - clock.GetElapsedTime(lastByte);
            due = frameLeft < silenceLeft ? frameLeft : silenceLeft;
        }
        if (due != Timeout.InfiniteTimeSpan && due < TimeSpan.FromMilliseconds(1))
            due = TimeSpan.FromMilliseconds(1);
        alarm.Change(due, Timeout.InfiniteTimeSpan);
    }

    private HubError Late(string text) => Break(new(HubErrorCode.LimitExceeded, text));

    private HubError Break(HubError error)
    {
        alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        frame.Dispose();
        return broken = error;
    }
}
