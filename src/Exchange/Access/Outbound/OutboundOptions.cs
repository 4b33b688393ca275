namespace IntegrationHub.Exchange;

/// <summary>Where the hub may go by HTTP on somebody else's word; nowhere until hosts are named.</summary>
public sealed record OutboundOptions
{
    /// <summary>Hosts: <c>keys.example.org</c>, <c>keys.example.org:8443</c>, <c>*.example.org</c>; without a port,
    /// 443.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Hosts of the hospital's own network, which may have private addresses; written as
    /// <see cref="Hosts"/>.</summary>
    public IReadOnlyList<string> Internal { get; init; } = [];

    /// <summary>True: http to this machine is allowed for internal hosts, for the demo and for tests.</summary>
    public bool LoopbackHttp { get; init; }

    /// <summary>Time for a whole exchange: name, connection, handshake, answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of an answer's body.</summary>
    public int AnswerBytes { get; init; } = 64 * 1024;
}

/// <summary>What another system answered.</summary>
/// <param name="Status">HTTP status; 3xx are answers, never followed.</param>
/// <param name="Body">Whole body, within the limit.</param>
public sealed record OutboundAnswer(int Status, ReadOnlyMemory<byte> Body);
