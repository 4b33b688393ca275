using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace IntegrationHub.Exchange;

/// <summary>What a connection may do before anybody knows who it is; every composition of Kestrel applies it.</summary>
public sealed record HttpLimits
{
    /// <summary>The limits of the hub.</summary>
    public static HttpLimits Default { get; } = new();

    /// <summary>Connections at the same time.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>Bytes of the request line: longer searches go by POST.</summary>
    public int LineBytes { get; init; } = 16 * 1024;

    /// <summary>Bytes of all headers.</summary>
    public int HeaderBytes { get; init; } = 32 * 1024;

    /// <summary>Number of headers.</summary>
    public int Headers { get; init; } = 100;

    /// <summary>Until the headers are there.</summary>
    public TimeSpan HeaderTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes per second of a body, and of an answer that is taken.</summary>
    public double BytesPerSecond { get; init; } = 240;

    /// <summary>How long a slower one is tolerated.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Applies them, and says nothing of the server's make.</summary>
    public void Apply(KestrelServerOptions kestrel)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = Connections;
        limits.MaxRequestLineSize = LineBytes;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestHeaderCount = Headers;
        limits.RequestHeadersTimeout = HeaderTime;
        limits.MinRequestBodyDataRate = new(BytesPerSecond, Grace);
        limits.MinResponseDataRate = new(BytesPerSecond, Grace);
    }
}
