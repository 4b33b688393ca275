using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Gateway.Delivery;

/// <summary>
/// The connection to one hospital system: opened when needed, one message in flight, closed after any doubt so that a
/// late answer cannot be taken for the next one's (RELIABILITY F3).
/// </summary>
internal sealed class MllpLink(OutboundChannel channel, TimeProvider clock) : IDisposable
{
    private readonly TlsCertificates? certificates = channel.Tls is { } tls ? new(tls) : null;
    private TcpClient? client;
    private Stream? stream;
    private PipeWriter? output;
    private MllpReader? input;

    /// <summary>Sends one frame and awaits its answer.</summary>
    /// <exception cref="IOException">The system cannot be reached, closed, or broke the framing.</exception>
    /// <exception cref="TimeoutException">It did not connect or answer in time.</exception>
    public async Task<byte[]> ExchangeAsync(byte[] wire, CancellationToken ct)
    {
        try
        {
            if (client is null)
                await WithinAsync(ConnectAsync, channel.ConnectTimeout, ct);
            return await WithinAsync(token => SendAsync(wire, token), channel.AckTimeout, ct);
        }
        catch (Exception e)
        {
            Close();
            throw e switch
            {
                SocketException => new IOException($"{channel.Host}:{channel.Port} cannot be reached.", e),
                AuthenticationException or System.Security.Cryptography.CryptographicException => new IOException(
                    $"{channel.Host}:{channel.Port} cannot be trusted: its certificate, or ours, was refused.", e),
                _ => e,
            };
        }
    }

    /// <summary>Closes; the next exchange opens anew.</summary>
    public void Close()
    {
        input?.Dispose();
        stream?.Dispose();
        client?.Dispose();
        (client, stream, output, input) = (null, null, null, null);
    }

    public void Dispose() => Close();

    private async Task<byte[]> SendAsync(byte[] wire, CancellationToken ct)
    {
        await MllpWriter.WriteAsync(output!, wire, ct);
        var read = await input!.ReadFrameAsync(ct);
        if (!read.TryGet(out var frame, out var errors) && errors.Count > 0)
            throw new IOException(errors[0].Text);
        return frame?.Bytes.ToArray() ?? throw new IOException("The system closed the connection without an answer.");
    }

    private async Task<bool> ConnectAsync(CancellationToken ct)
    {
        client = new() { NoDelay = true };
        client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        await client.ConnectAsync(channel.Host, channel.Port, ct);
        stream = client.GetStream();
        if (certificates is not null)
        {
            var secure = new SslStream(stream);
            stream = secure;
            await secure.AuthenticateAsClientAsync(certificates.Client(channel.Host), ct);
        }
        output = PipeWriter.Create(stream);
        input = new(PipeReader.Create(stream), MllpLimits.Default, clock);
        return true;
    }

    private async Task<T> WithinAsync<T>(
        Func<CancellationToken, Task<T>> step, TimeSpan most, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = clock.CreateTimer(
            static s => ((CancellationTokenSource)s!).Cancel(), end, most, Timeout.InfiniteTimeSpan);
        try
        {
            return await step(end.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"{channel.Host}:{channel.Port} did not answer within {most.TotalSeconds:0} s.");
        }
    }
}
