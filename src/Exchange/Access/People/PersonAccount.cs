using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>An account as the desk and the command line show it; no secrets.</summary>
public sealed record PersonAccount
{
    /// <summary>Identity.</summary>
    public required string Id { get; init; }

    /// <summary>Account name.</summary>
    public required string Name { get; init; }

    /// <summary>Name for other people's eyes.</summary>
    public required string Shown { get; init; }

    /// <summary>Member the person belongs to; empty: the hub itself.</summary>
    public required string Member { get; init; }

    /// <summary>What the person does.</summary>
    public required IReadOnlyList<PersonRole> Roles { get; init; }

    /// <summary>Rights given beside the roles.</summary>
    public required IReadOnlyList<DeskRight> Grants { get; init; }

    /// <summary>True: logs in at the identity provider, not with a password of the hub.</summary>
    public required bool IsExternal { get; init; }

    /// <summary>True once a second factor is confirmed.</summary>
    public required bool HasFactor { get; init; }

    /// <summary>Since when it is closed, UTC.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>No login before, UTC.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>Last complete login, UTC.</summary>
    public DateTimeOffset? LastLogin { get; init; }

    /// <summary>Everything the person may do at the desk.</summary>
    public IReadOnlySet<DeskRight> Rights => RoleRights.Of(Roles, Grants);

    internal static PersonAccount Of(Person person) => new()
    {
        Id = person.Id,
        Name = person.Name,
        Shown = person.Shown,
        Member = person.Member,
        Roles = Words<PersonRole>(person.Roles),
        Grants = Words<DeskRight>(person.Grants),
        IsExternal = person.Issuer.Length > 0,
        HasFactor = person.TotpEnrolled,
        DisabledAt = person.DisabledAt,
        LockedUntil = person.LockedUntil,
        LastLogin = person.LastLogin,
    };

    // A word this program does not know gives nothing: a newer program may have written it.
    internal static IReadOnlyList<T> Words<T>(string words)
        where T : struct, Enum =>
    [
        .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(w => !char.IsDigit(w[0]) && Enum.TryParse<T>(w, out _)).Select(Enum.Parse<T>).Distinct(),
    ];

    internal static string Words<T>(IEnumerable<T> words)
        where T : struct, Enum => string.Join(' ', words.Distinct().Order());
}
