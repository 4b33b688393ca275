using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using IntegrationHub.Gateway.Intake;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Mllp;

/// <summary>The port of one inbound channel; operators start and stop it while the others run.</summary>
/// <remarks>
/// Kestrel's server binds its endpoints once, at start, and stops them all together; a single port cannot be closed and
/// opened again at run time. So the port uses Kestrel's socket transport (<see cref="IConnectionListenerFactory"/>)
/// directly: the same pipelines, memory pool and back-pressure, with a listener of its own per channel.
/// </remarks>
internal sealed partial class MllpPort(
    InboundChannel channel, IConnectionListenerFactory sockets, IntakeDesk intake, GatewayMetrics metrics,
    MllpPortSettings settings) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<long, Task> connections = new();
    private readonly SemaphoreSlim changing = new(1, 1);
    private CancellationTokenSource stop = new();
    private IConnectionListener? listener;
    private Task accepting = Task.CompletedTask;
    private long numbers;

    public InboundChannel Channel => channel;

    /// <summary>Why it cannot listen; null when it can, or was stopped.</summary>
    public string? Problem { get; private set; }

    /// <summary>True while it listens.</summary>
    public bool IsListening => listener is not null;

    /// <summary>Where it listens; the real port when 0 was asked for.</summary>
    public IPEndPoint Address => listener?.EndPoint as IPEndPoint ?? new(IPAddress.Parse(channel.Address), channel.Port);

    private ILogger Log => settings.Log;

    /// <summary>Listens. Harmless when it already does.</summary>
    /// <returns>False when the port cannot be had; <see cref="Problem"/> says why.</returns>
    public async Task<bool> StartAsync(CancellationToken ct)
    {
        await changing.WaitAsync(ct);
        try
        {
            if (listener is not null)
                return true;
            var tls = channel.Tls is { } t ? new TlsCertificates(t) : null;
            _ = tls?.Server(); // a certificate that cannot be read is said now, not at the first handshake
            listener = await sockets.BindAsync(new IPEndPoint(IPAddress.Parse(channel.Address), channel.Port), ct);
            (stop, Problem) = (new(), null);
            accepting = AcceptAsync(listener, tls, stop.Token);
            LogListening(Log, channel.Name, Address);
            return true;
        }
        catch (Exception e) when (e is IOException or AddressInUseException or System.Net.Sockets.SocketException or FormatException
            or System.Security.Cryptography.CryptographicException)
        {
            Problem = e.Message;
            LogCannotListen(Log, channel.Name, channel.Address, channel.Port, e.Message);
            return false;
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Stops listening; connections end after the message in hand was answered.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        await changing.WaitAsync(ct);
        try
        {
            Problem = null;
            if (Interlocked.Exchange(ref listener, null) is not { } open)
                return;
            await open.UnbindAsync(ct);
            await stop.CancelAsync();
            await accepting;
            await Task.WhenAll(connections.Values).WaitAsync(settings.StopTime, settings.Clock, ct)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await open.DisposeAsync();
            stop.Dispose();
            LogStopped(Log, channel.Name);
        }
        finally
        {
            changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        changing.Dispose();
    }

    private async Task AcceptAsync(
        IConnectionListener open, TlsCertificates? tls, CancellationToken ct)
    {
        await Task.Yield();
        while (!ct.IsCancellationRequested)
        {
            ConnectionContext? connection;
            try
            {
                connection = await open.AcceptAsync(CancellationToken.None);
            }
            catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
            {
                LogAcceptFailed(Log, channel.Name, e.GetType().Name);
                await Task.Delay(settings.AcceptPause, settings.Clock, CancellationToken.None);
                continue;
            }
            if (connection is null)
                return; // unbound
            if (connections.Count >= settings.ConnectionLimit)
            {
                LogTooMany(Log, channel.Name, settings.ConnectionLimit);
                await connection.DisposeAsync();
                continue;
            }
            var number = numbers++;
            var serving = ServeAsync(number, connection, tls, ct);
            connections[number] = serving;
            if (serving.IsCompleted)
                connections.TryRemove(number, out _); // it was over before it was written down
        }
    }

    private async Task ServeAsync(
        long number, ConnectionContext connection, TlsCertificates? tls, CancellationToken ct)
    {
        await Task.Yield();
        metrics.Connected(channel.Name);
        try
        {
            var remote = (connection.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "";
            await using var secure = tls is null ? null : await SecureAsync(connection, tls, ct);
            var shown = secure?.RemoteCertificate is { } theirs ? PeerCertificate.Of(theirs) : null;
            var pipe = secure is null ? connection.Transport : new StreamPipe(secure);
            using var served = new MllpConnection(new(channel, remote, shown), pipe, intake, metrics, settings);
            await served.ServeAsync(ct);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever it was, the other connections go on.
            LogConnectionFailed(Log, channel.Name, e.GetType().Name);
        }
        finally
        {
            metrics.Disconnected(channel.Name);
            connections.TryRemove(number, out _);
            await connection.DisposeAsync();
        }
    }

    private async Task<SslStream> SecureAsync(
        ConnectionContext connection, TlsCertificates tls, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(settings.HandshakeTime);
        var stream = new SslStream(new DuplexStream(connection.Transport));
        await stream.AuthenticateAsServerAsync(tls.Server(), limit.Token);
        return stream;
    }

    private sealed class StreamPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream);

        public PipeWriter Output { get; } = PipeWriter.Create(stream);
    }

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Channel {Channel} listens on {Address}")]
    private static partial void LogListening(ILogger logger, string channel, IPEndPoint address);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error,
        Message = "Channel {Channel} cannot listen on {Address}:{Port}: {Why}")]
    private static partial void LogCannotListen(ILogger logger, string channel, string address, int port, string why);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Information, Message = "Channel {Channel} stopped")]
    private static partial void LogStopped(ILogger logger, string channel);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "Channel {Channel} could not accept ({Kind})")]
    private static partial void LogAcceptFailed(ILogger logger, string channel, string kind);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning,
        Message = "Channel {Channel} has {Limit} connections: a further one was closed")]
    private static partial void LogTooMany(ILogger logger, string channel, int limit);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Warning, Message = "A connection on {Channel} failed ({Kind})")]
    private static partial void LogConnectionFailed(ILogger logger, string channel, string kind);
}
