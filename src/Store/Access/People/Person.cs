using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>An account of a person.</summary>
public sealed record Person
{
    /// <summary>Identity; never given twice.</summary>
    public required string Id { get; init; }

    /// <summary>Account name, lower case.</summary>
    public required string Name { get; init; }

    /// <summary>Name for other people's eyes.</summary>
    public required string Shown { get; init; }

    /// <summary>Member the person belongs to; empty: the hub itself.</summary>
    public required string Member { get; init; }

    /// <summary>Names of roles, separated by spaces.</summary>
    public required string Roles { get; init; }

    /// <summary>Names of rights given beside the roles, separated by spaces.</summary>
    public string Grants { get; init; } = "";

    /// <summary>Identity provider that vouches for the person; empty: a password of the hub.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Who the person is at the identity provider.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Hash of the password; empty: there is none.</summary>
    public string Password { get; init; } = "";

    /// <summary>The password was made by somebody else and must be changed at the next login.</summary>
    public bool MustChange { get; init; }

    /// <summary>Secret of the second factor, base 32; empty: not begun.</summary>
    public string TotpSecret { get; init; } = "";

    /// <summary>True once a code of the secret was shown.</summary>
    public bool TotpEnrolled { get; init; }

    /// <summary>Changes whenever older sessions must end.</summary>
    public required string Stamp { get; init; }

    /// <summary>No login before, UTC.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>Since when the account is closed, UTC.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made the account.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>Last complete login, UTC.</summary>
    public DateTimeOffset? LastLogin { get; init; }

    internal const string Columns = """
        person_id, name, shown, member, roles, grants, issuer, subject, password, must_change, totp_secret, totp_enrolled,
        stamp, locked_until, disabled_at, created_at, created_by, last_login
        """;

    internal static Person Read(DbDataReader r) => new()
    {
        Id = r.GetString(0),
        Name = r.GetString(1),
        Shown = r.GetString(2),
        Member = r.GetString(3),
        Roles = r.GetString(4),
        Grants = r.GetString(5),
        Issuer = r.GetString(6),
        Subject = r.GetString(7),
        Password = r.GetString(8),
        MustChange = r.GetBoolean(9),
        TotpSecret = r.GetString(10),
        TotpEnrolled = r.GetBoolean(11),
        Stamp = r.GetString(12),
        LockedUntil = r.InstantOrNull(13),
        DisabledAt = r.InstantOrNull(14),
        CreatedAt = r.Instant(15),
        CreatedBy = r.GetString(16),
        LastLogin = r.InstantOrNull(17),
    };
}
