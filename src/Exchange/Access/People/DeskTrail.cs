namespace IntegrationHub.Exchange;

/// <summary>Something a person did, or tried, that the audit trail keeps.</summary>
/// <param name="Event">E.g. <c>login</c>, <c>account</c>, <c>token</c>, <c>content</c>, <c>replay</c>, <c>export</c>.</param>
/// <param name="Action">C create, R read, U update, D delete, E execute.</param>
/// <param name="Status">How it ended, as HTTP says it.</param>
/// <param name="By">Account name, or <c>ops@address</c>.</param>
public sealed record DeskAct(string Event, char Action, int Status, string By)
{
    /// <summary>Member the person belongs to; empty: the hub, or nobody known.</summary>
    public string Member { get; init; } = "";

    /// <summary>Account id; null: not a person of the hub.</summary>
    public string? Person { get; init; }

    /// <summary>Roles of the person.</summary>
    public IReadOnlyList<PersonRole> Roles { get; init; } = [];

    /// <summary>Address it came from.</summary>
    public string? Source { get; init; }

    /// <summary>The message concerned.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>What a person should read beside, e.g. the reason given; may name a patient, so it is never logged.</summary>
    public string? Detail { get; init; }
}

/// <summary>Where acts are told before they take effect. An interface because it is the boundary to the audit trail.</summary>
public interface IDeskTrail
{
    /// <summary>Keeps the act; when that fails the act must not go on.</summary>
    Task TellAsync(DeskAct act, CancellationToken ct) => TellAllAsync([act], ct);

    /// <summary>Keeps all of them, or none.</summary>
    Task TellAllAsync(IReadOnlyList<DeskAct> acts, CancellationToken ct);
}
