namespace IntegrationHub.Exchange;

/// <summary>Limits and policies of the FHIR API.</summary>
public sealed record FhirApiOptions
{
    /// <summary>Bytes of a request body, before and after decompression.</summary>
    public int BodyLimit { get; init; } = 16 * 1024 * 1024;

    /// <summary>Entries of a batch or transaction.</summary>
    public int BundleLimit { get; init; } = 1_000;

    /// <summary>True: a PUT to an id that is free creates the resource there, unless the id looks like one of
    /// ours.</summary>
    public bool ClientIds { get; init; } = true;

    /// <summary>True: a resource that claims a profile of the hub and violates it is not stored.</summary>
    public bool EnforceProfiles { get; init; }

    /// <summary>True: a conditional delete may delete several matches, up to <see cref="DeleteLimit"/>.</summary>
    public bool DeleteMany { get; init; }

    /// <summary>Resources one conditional delete may delete.</summary>
    public int DeleteLimit { get; init; } = 100;

    /// <summary>Requests of one client that are worked on at the same time; more are answered 429.</summary>
    public int ConcurrentRequests { get; init; } = 256;

    /// <summary>Requests of one client per second; more are answered 429.</summary>
    public int RequestsPerSecond { get; init; } = 50_000;

    /// <summary>Requests of one client per day (UTC) and exchange; more are answered 429.</summary>
    public int RequestsPerDay { get; init; } = int.MaxValue;

    /// <summary>Other shares for some clients, by <c>member/name</c>.</summary>
    public IReadOnlyDictionary<string, ClientShare> Shares { get; init; } = new Dictionary<string, ClientShare>();

    /// <summary>Requests without a valid token that one address may send per minute; more are answered 429.</summary>
    public int RefusalsPerMinute { get; init; } = 20;

    /// <summary>How long the queries of one interaction may take together.</summary>
    public TimeSpan SearchTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of request bodies that are held at the same time, all clients together; a body beyond is answered
    /// 503.</summary>
    public long BodyMemory { get; init; } = 128L * 1024 * 1024;

    /// <summary>Web origins that may call from a browser; <c>*</c> for all.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
}

/// <summary>The share of one client.</summary>
/// <param name="ConcurrentRequests">Requests worked on at the same time.</param>
/// <param name="RequestsPerSecond">Requests per second.</param>
/// <param name="RequestsPerDay">Requests per day (UTC).</param>
public sealed record ClientShare(int ConcurrentRequests, int RequestsPerSecond, int RequestsPerDay);
