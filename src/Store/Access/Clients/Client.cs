using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>A member's system that signs for its tokens. The hub knows its public keys only.</summary>
public sealed record Client
{
    /// <summary>What it calls itself in <c>iss</c> and <c>sub</c>; never given twice.</summary>
    public required string Id { get; init; }

    /// <summary>Member it speaks for.</summary>
    public required string Member { get; init; }

    /// <summary>Name for a person, unique within the member.</summary>
    public required string Name { get; init; }

    /// <summary>JSON Web Key Set with its public keys; null when they are behind <see cref="KeysUrl"/>.</summary>
    public string? KeysJson { get; init; }

    /// <summary>Where its key set is; null when <see cref="KeysJson"/> holds it.</summary>
    public string? KeysUrl { get; init; }

    /// <summary>What its tokens may be good for at most, separated by spaces.</summary>
    public required string Scopes { get; init; }

    /// <summary>Rights of its tokens, separated by spaces; empty: none.</summary>
    public string Rights { get; init; } = "";

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC; null: it may ask for tokens.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    internal static Client Read(DbDataReader r) => new()
    {
        Id = r.GetString(0),
        Member = r.GetString(1),
        Name = r.GetString(2),
        KeysJson = r.IsDBNull(3) ? null : r.GetString(3),
        KeysUrl = r.IsDBNull(4) ? null : r.GetString(4),
        Scopes = r.GetString(5),
        Rights = r.GetString(6),
        CreatedAt = r.Instant(7),
        DisabledAt = r.InstantOrNull(8),
    };
}
