using System.Net;
using System.Net.Sockets;
using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>Looks up the addresses of a host; the boundary to DNS.</summary>
public delegate Task<IPAddress[]> HostLookup(string host, CancellationToken ct);

/// <summary>
/// The only way out by HTTP: named hosts over TLS, addresses looked at when the connection is made (a name may change
/// its address between two looks), no redirects, no proxy, little time, small answers.
/// </summary>
public sealed class OutboundGuard : IDisposable
{
    private const int HeaderKilobytes = 16;

    private readonly OutboundOptions options;
    private readonly OutboundRule rule;
    private readonly HostLookup lookup;
    private readonly HttpClient http;

    /// <summary>Over the machine's own DNS.</summary>
    public OutboundGuard(OutboundOptions options)
        : this(options, (host, ct) => Dns.GetHostAddressesAsync(host, ct))
    {
    }

    internal OutboundGuard(OutboundOptions options, HostLookup lookup)
    {
        ArgumentNullException.ThrowIfNull(options);
        (this.options, this.lookup, rule) = (options, lookup, new(options));
        http = new(
            new SocketsHttpHandler
            {
                ConnectCallback = ConnectAsync,
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectTimeout = options.Patience,
                MaxResponseHeadersLength = HeaderKilobytes,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            })
        {
            Timeout = options.Patience,
            MaxResponseContentBufferSize = options.AnswerBytes,
        };
    }

    /// <summary>The URL, or why the hub may not ask it; its addresses are looked at when it is asked.</summary>
    /// <param name="url">As somebody wrote it.</param>
    /// <param name="path">Where it was written, for the error.</param>
    public Result<Uri> Check(string? url, string path) => rule.Read(url, path);

    /// <summary>Asks a URL.</summary>
    public async Task<Result<OutboundAnswer>> GetAsync(string url, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, (Uri?)null);
        return await SendAsync(request, url, ct);
    }

    /// <summary>Sends a request to a URL.</summary>
    /// <param name="request">Method, headers and content; its own URL is not used.</param>
    /// <param name="url">Where to; checked here.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Result<OutboundAnswer>> SendAsync(HttpRequestMessage request, string url, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Check(url, "url").TryGet(out var uri, out var errors))
            return Result<OutboundAnswer>.Failed(errors);
        request.RequestUri = uri;
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
            return new OutboundAnswer((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(ct));
        }
        catch (HttpRequestException e) when (e.InnerException is ForbiddenAddressException)
        {
            return new HubError(
                HubErrorCode.BusinessRule, $"{uri.Host} has an address in a network the hub may not ask. "
                + "A host of your own network belongs under access.outbound.internal in hub.yaml.", "url");
        }
        catch (HttpRequestException e)
        {
            return new HubError(
                HubErrorCode.ServiceUnreachable, $"{uri.Host} cannot be asked: {e.HttpRequestError}.", "url");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new HubError(
                HubErrorCode.ServiceUnreachable,
                $"{uri.Host} did not answer within {options.Patience.TotalSeconds:0.#} s.", "url");
        }
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await lookup(host, ct);
        var inside = rule.IsInternal(context.InitialRequestMessage.RequestUri!);
        // One bad address among good ones is a trap, not a choice.
        if (addresses.Length == 0
            || !addresses.All(inside ? AddressRule.IsInternal : AddressRule.IsPublic))
            throw new ForbiddenAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Through SocketsHttpHandler, which knows no other way to say it.
    private sealed class ForbiddenAddressException() : IOException("An address that the hub may not ask.");
}
