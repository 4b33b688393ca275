using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IntegrationHub.Benchmarks.FhirServer;

/// <summary>
/// A load generator that costs little itself: bytes out, status and length in, one request in flight per connection.
/// </summary>
internal sealed class RawHttp(Uri at, string? token)
{
    private static readonly byte[] EndOfHeaders = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] Length = "content-length:"u8.ToArray();

    /// <summary>What a run of one kind of request gave.</summary>
    internal sealed record Outcome(double PerSecond, double P50, double P95, double P99, long Failed, string? FirstFailure);

    /// <summary>Makes request <c>n</c>; called by all connections at once.</summary>
    public byte[] Request(string method, string path, string? body = null, string type = "application/fhir+json")
    {
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: {at.Authority}\r\n");
        if (token is not null)
            head.Append(CultureInfo.InvariantCulture, $"Authorization: Bearer {token}\r\n");
        var bytes = body is null ? [] : Encoding.UTF8.GetBytes(body);
        if (body is not null)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {type}\r\nContent-Length: {bytes.Length}\r\n");
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. bytes];
    }

    /// <summary>Every connection asks as fast as it is answered.</summary>
    public async Task<Outcome> RunAsync(int connections, TimeSpan duration, Func<long, byte[]> request, CancellationToken ct)
    {
        long next = 0, failed = 0;
        string? failure = null;
        var times = new List<double>[connections];
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async c =>
        {
            times[c] = new(100_000);
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Parse(at.Host), at.Port, ct);
            var buffer = new byte[256 * 1024];
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                var bytes = request(Interlocked.Increment(ref next));
                var began = Stopwatch.GetTimestamp();
                for (var sent = 0; sent < bytes.Length;)
                    sent += await socket.SendAsync(bytes.AsMemory(sent), ct);
                var status = await AnswerAsync(socket, buffer, ct);
                times[c].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                if (status.Code >= 400 && Interlocked.Increment(ref failed) == 1)
                    failure = $"{status.Code} {status.Start}";
            }
        }));
        var all = times.SelectMany(t => t).Order().ToArray();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new(all.Length / seconds, At(0.5), At(0.95), At(0.99), failed, failure);

        double At(double share) => all.Length == 0 ? 0 : all[(int)(share * (all.Length - 1))];
    }

    // Answers carry Content-Length: ours and the floor's do.
    private static async Task<(int Code, string Start)> AnswerAsync(Socket socket, byte[] buffer, CancellationToken ct)
    {
        var filled = 0;
        int headers;
        while ((headers = buffer.AsSpan(0, filled).IndexOf(EndOfHeaders)) < 0)
            filled += await ReceiveAsync(socket, buffer.AsMemory(filled), ct);
        headers += 4;
        if (!Utf8Parser.TryParse(buffer.AsSpan(9, 3), out int code, out _))
            throw new InvalidOperationException("Not HTTP.");
        var left = headers + ContentLength(buffer.AsSpan(0, headers)) - filled;
        while (left > 0)
            left -= await ReceiveAsync(socket, buffer.AsMemory(0, Math.Min(left, buffer.Length)), ct);
        return (code, code < 400 ? "" : Encoding.UTF8.GetString(buffer, headers, Math.Clamp(filled - headers, 0, 300)));
    }

    private static int ContentLength(Span<byte> headers)
    {
        for (var line = headers; ;)
        {
            var end = line.IndexOf((byte)'\n');
            if (end < 0)
                return 0;
            if (line.Length > Length.Length && Ascii.EqualsIgnoreCase(line[..Length.Length], Length)
                && Utf8Parser.TryParse(line[Length.Length..].TrimStart((byte)' '), out int length, out _))
                return length;
            line = line[(end + 1)..];
        }
    }

    private static async ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> into, CancellationToken ct)
    {
        var read = await socket.ReceiveAsync(into, ct);
        return read > 0 ? read : throw new InvalidOperationException("The server closed the connection.");
    }
}
