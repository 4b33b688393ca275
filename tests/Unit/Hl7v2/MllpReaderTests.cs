using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class MllpReaderTests : IDisposable
{
    private static readonly MllpLimits Limits = new()
    {
        FrameBytes = 8,
        FrameTime = TimeSpan.FromSeconds(60),
        SilenceInFrame = TimeSpan.FromSeconds(10),
        SilenceBetweenFrames = TimeSpan.FromMinutes(5),
        StrayBytes = 4,
    };

    private readonly Pipe pipe = new();
    private readonly FakeTimeProvider clock = new();
    private readonly MllpReader reader;

    public MllpReaderTests() => reader = new(pipe.Reader, Limits, clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_frames_of_one_packet_come_one_by_one()
    {
        await Send("\vone\x1C\r\vtwo\x1C\r\n\v\x1C\r");
        await pipe.Writer.CompleteAsync();

        Assert.Equal(["one", "two", "", null], [await Next(), await Next(), await Next(), await Next()]);
    }

    [Fact]
    public async Task A_frame_may_come_byte_by_byte()
    {
        var next = Next();
        foreach (var one in "\vabc\x1C")
        {
            Assert.False(next.IsCompleted);
            await Send(one.ToString());
        }

        Assert.Equal("abc", await next); // FS is enough: the sender that leaves out CR waits for its answer

        await Send("\r\vd\x1C\r");
        Assert.Equal("d", await Next());
    }

    [Fact]
    public async Task A_frame_without_the_last_carriage_return_does_not_hurt_the_next()
    {
        await Send("\va\x1C\vb\x1C");

        Assert.Equal(["a", "b"], [await Next(), await Next()]);
    }

    [Theory]
    [InlineData("12345678", true)]
    [InlineData("123456789", false)]
    public async Task A_frame_has_a_limit(string content, bool allowed)
    {
        await Send("\v" + content + "\x1C\r\vnext\x1C\r");

        var read = await reader.ReadFrameAsync(Ct);

        Assert.Equal(allowed ? [] : [HubError.LimitExceeded("The number of bytes of an MLLP frame", 8)], read.Errors);
        Assert.Equal(!allowed, reader.IsBroken);
        Assert.Equal(read.Errors, allowed ? [] : (await reader.ReadFrameAsync(Ct)).Errors);
    }

    [Fact]
    public async Task A_frame_without_end_is_refused_before_it_ends()
    {
        await Send("\v1234");
        var next = reader.ReadFrameAsync(Ct).AsTask();
        await Send("56789");

        Assert.Equal([HubError.LimitExceeded("The number of bytes of an MLLP frame", 8)], (await next).Errors);
    }

    [Theory]
    [InlineData("\0x\r\n\r\nyz", true)]
    [InlineData("\0wxyz", false)]
    public async Task Bytes_outside_of_frames_are_counted_and_limited(string stray, bool allowed)
    {
        await Send(stray + "\va\x1C\r");

        var read = await reader.ReadFrameAsync(Ct);

        if (allowed)
            Assert.Equal(4, read.Value!.StrayBytes);
        else
            Assert.Equal([HubError.LimitExceeded("The number of bytes outside of MLLP frames", 4)], read.Errors);
    }

    [Fact]
    public async Task A_frame_that_begins_inside_another_ends_it_and_is_read_itself()
    {
        await Send("\vhalf\vwhole\x1C\r");

        Assert.Equal(
            [new HubError(HubErrorCode.Unreadable, "A new frame began 4 bytes into a frame that had no end.")],
            (await reader.ReadFrameAsync(Ct)).Errors);
        Assert.False(reader.IsBroken);
        Assert.Equal("whole", await Next());
    }

    [Fact]
    public async Task A_connection_closed_inside_a_frame_is_a_violation()
    {
        await Send("\vhalf");
        await pipe.Writer.CompleteAsync();

        Assert.Equal(
            [new HubError(HubErrorCode.Unreadable, "The connection closed 4 bytes into a frame.")],
            (await reader.ReadFrameAsync(Ct)).Errors);
    }

    [Fact]
    public async Task Silence_inside_a_frame_is_a_violation()
    {
        await Send("\vhalf");
        var next = reader.ReadFrameAsync(Ct).AsTask();

        await Pass(TimeSpan.FromSeconds(9.9));
        Assert.False(next.IsCompleted);
        await Pass(TimeSpan.FromSeconds(0.1));

        Assert.Equal(
            [new HubError(HubErrorCode.LimitExceeded, "No byte came for 10 s inside a frame.")], (await next).Errors);
    }

    [Fact]
    public async Task A_frame_that_drips_has_a_time_limit()
    {
        await Send("\v");
        var next = reader.ReadFrameAsync(Ct).AsTask();
        for (var i = 0; i < 7; i++)
        {
            Assert.False(next.IsCompleted);
            await Pass(TimeSpan.FromSeconds(9));
            await Send("x");
        }

        Assert.Equal(
            [new HubError(HubErrorCode.LimitExceeded, "A frame was not complete after 60 s.")], (await next).Errors);
    }

    [Fact]
    public async Task Silence_between_frames_ends_the_connection_without_blame()
    {
        await Send("\va\x1C\r");
        Assert.Equal("a", await Next());
        var next = reader.ReadFrameAsync(Ct).AsTask();

        await Pass(TimeSpan.FromMinutes(4.9));
        Assert.False(next.IsCompleted);
        await Pass(TimeSpan.FromMinutes(0.1));

        Assert.Equal((true, null, true), ((await next).IsOk, (await next).Value, reader.WasSilent));
    }

    [Fact]
    public async Task Reading_can_be_cancelled()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var next = reader.ReadFrameAsync(stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task A_large_frame_in_small_pieces_arrives_whole()
    {
        var content = Enumerable.Range(0, 300_000).Select(i => (byte)('a' + i % 26)).ToArray();
        using var large = new MllpReader(pipe.Reader, MllpLimits.Default, clock);
        var next = large.ReadFrameAsync(Ct).AsTask();
        await Send("\v");
        foreach (var piece in content.Chunk(7))
            await pipe.Writer.WriteAsync(piece, Ct);
        await Send("\x1C\r");

        Assert.True((await next).Value!.Bytes.Span.SequenceEqual(content));
    }

    [Fact]
    public async Task What_is_written_is_read()
    {
        await MllpWriter.WriteAsync(pipe.Writer, "msg"u8.ToArray(), Ct);

        Assert.Equal("msg", await Next());
        await Assert.ThrowsAsync<ArgumentException>(
            () => MllpWriter.WriteAsync(pipe.Writer, new byte[] { 1, 0x1C }, Ct).AsTask());
    }

    public void Dispose() => reader.Dispose();

    private async Task<string?> Next()
    {
        var read = await reader.ReadFrameAsync(Ct);
        return read.Value is { } frame ? Encoding.ASCII.GetString(frame.Bytes.Span) : null;
    }

    private async Task Send(string bytes) => await pipe.Writer.WriteAsync(Encoding.ASCII.GetBytes(bytes), Ct);

    // The reader goes on in another thread when its alarm rings.
    private async Task Pass(TimeSpan time)
    {
        clock.Advance(time);
        await Task.Delay(20, Ct);
    }
}
