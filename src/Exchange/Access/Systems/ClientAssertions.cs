using System.Text.Json;
using IntegrationHub.Store;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Exchange;

/// <summary>What a good assertion proves.</summary>
/// <param name="Client">Who signed it, as it was when it was checked.</param>
/// <param name="Jti">Its id, not used yet as far as this check knows.</param>
/// <param name="Until">From when on it is refused for its age.</param>
internal sealed record ClientAssertion(Client Client, string Jti, DateTimeOffset Until);

/// <summary>
/// Checks what a client signed instead of sending a password (RFC 7523, SMART's client-confidential-asymmetric).
/// The client is told only that it is refused; why is for the log.
/// </summary>
internal sealed class ClientAssertions(HubDb db, KeySets keySets, TimeProvider clock)
{
    /// <summary>How far ahead <c>exp</c> may lie.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    /// <summary>How far a client's clock may be off.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    private const int Longest = 8 * 1024;
    private const int LongestId = 256;

    private static readonly JsonWebTokenHandler Handler = new();

    /// <summary>The assertion, or why it is refused.</summary>
    /// <param name="text">The JWT.</param>
    /// <param name="clientId">What the form says beside it; null: nothing.</param>
    /// <param name="audience">Address of the token endpoint.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<(ClientAssertion? Good, string? Why)> CheckAsync(
        string text, string? clientId, string audience, CancellationToken ct)
    {
        if (Read(text) is not { } jwt)
            return (null, "no JWT");
        if (!PublicKeys.OfClients.Contains(jwt.Alg))
            return (null, "signed with another algorithm than RS384 or ES384");
        if (jwt.TryGetHeaderValue<object>("crit", out _))
            return (null, "with a critical header that is not understood");
        if (jwt.Issuer.Length is 0 or > LongestId || jwt.Issuer != jwt.Subject
            || (clientId ?? jwt.Issuer) != jwt.Issuer)
            return (null, "iss, sub and client_id are not one and the same");
        if (await FindAsync(jwt.Issuer, ct) is not { DisabledAt: null } client)
            return (null, "the client is unknown or disabled");
        if (jwt.TryGetHeaderValue<object>("jku", out var jku)
            && (client.KeysUrl is null || jku?.ToString() != client.KeysUrl))
            return (null, $"jku is not the registered address of client {client.Id}");
        if (await KeyAsync(client, jwt.Kid, ct) is not { } key || !key.Algorithms.Contains(jwt.Alg))
            return (null, $"client {client.Id} has no such key");
        var valid = await Handler.ValidateTokenAsync(jwt, new()
        {
            ValidAlgorithms = [jwt.Alg],
            IssuerSigningKey = key.Key,
            TryAllIssuerSigningKeys = false,
            RequireSignedTokens = true,
            ValidIssuer = client.Id,
            ValidAudience = audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            LifetimeValidator = (_, _, _, _) => true, // below, with our clock
        });
        if (!valid.IsValid)
            return (null, $"client {client.Id}: {valid.Exception?.GetType().Name}");
        return Age(jwt) is { } old ? (null, $"client {client.Id}: {old}")
            : jwt.Id is not { Length: > 0 and <= LongestId } ? (null, $"client {client.Id}: without jti")
            : (new ClientAssertion(client, jwt.Id, jwt.ValidTo + ClockSkew + ClockSkew), null);
    }

    private static JsonWebToken? Read(string text)
    {
        try
        {
            return text.Length is 0 or > Longest || text.Count(c => c == '.') != 2 ? null : new(text);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or SecurityTokenException)
        {
            return null;
        }
    }

    private async Task<Client?> FindAsync(string id, CancellationToken ct)
    {
        if (id.Contains('\0', StringComparison.Ordinal))
            return null; // PostgreSQL has no such text
        await using var reader = await db.ReadAsync(ct);
        return await Clients.FindAsync(reader, id, ct);
    }

    private async ValueTask<PublicKey?> KeyAsync(Client client, string? kid, CancellationToken ct)
    {
        if (kid is not { Length: > 0 and <= LongestId })
            return null;
        if (client.KeysUrl is { } url)
            return await keySets.FindAsync(url, kid, PublicKeys.OfClients, ct);
        return PublicKeys.Read(client.KeysJson, "").TryGet(out var keys, out _)
            ? keys.FirstOrDefault(k => k.Kid == kid)
            : null;
    }

    // A clock that is ahead makes exp lie too far ahead: only a client that says when it signed (iat) is understood.
    private string? Age(JsonWebToken jwt)
    {
        if (!jwt.TryGetPayloadValue<long>("exp", out _))
            return "without exp";
        var now = clock.GetUtcNow();
        var expires = new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero);
        var signed = jwt.TryGetPayloadValue<long>("iat", out _) ? new DateTimeOffset(jwt.IssuedAt, TimeSpan.Zero)
            : now;
        return expires + ClockSkew <= now ? "expired"
            : signed > now + ClockSkew ? "iat lies in the future"
            : jwt.TryGetPayloadValue<long>("nbf", out _) && jwt.ValidFrom > now.UtcDateTime + ClockSkew
                ? "nbf lies ahead"
            : expires > (signed > now ? signed : now) + LongestLife ? "exp lies more than five minutes ahead"
            : null;
    }
}
