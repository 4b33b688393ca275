using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Opaque bearer tokens of clients. Only a hash is stored.</summary>
public sealed class ClientTokens(HubDb db, TimeProvider clock)
{
    private const int SecretBytes = 32;
    private const int LongestToken = 200;

    /// <summary>Makes a token for a client and stores its hash; the token itself is never seen again.</summary>
    /// <param name="member">Member the client belongs to.</param>
    /// <param name="name">Name of the client; a second token of the same name lives beside the first.</param>
    /// <param name="lifetime">How long it is good; null: until revoked.</param>
    /// <param name="ct">Stops the work.</param>
    public Task<string> IssueAsync(string member, string name, TimeSpan? lifetime, CancellationToken ct)
    {
        var token = "hub_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = clock.GetUtcNow();
        return db.RunAsync(
            async (tx, stop) =>
            {
                await Store.ClientTokens.AddAsync(
                    tx, new ClientToken(HashOf(token), member, name, now, now + lifetime, null), stop);
                return token;
            },
            ct);
    }

    /// <summary>Ends a token at once.</summary>
    /// <returns>False when it is unknown or was revoked before.</returns>
    public Task<bool> RevokeAsync(string token, CancellationToken ct) => db.RunAsync(
        async (tx, stop) => await Store.ClientTokens.RevokeAsync(tx, HashOf(token), stop) > 0, ct);

    /// <summary>Whom a token speaks for; null when it is unknown, expired or revoked. Asked anew for every request, so
    /// that a revocation holds at once.</summary>
    internal async Task<Caller?> FindAsync(string? token, CancellationToken ct)
    {
        if (token is not { Length: > 0 and <= LongestToken })
            return null;
        await using var reader = await db.ReadAsync(ct);
        return await Store.ClientTokens.FindAsync(reader, HashOf(token), ct) is { RevokedAt: null } found
            && !(found.ExpiresAt <= clock.GetUtcNow())
                ? new Caller(found.Member, found.Name)
                : null;
    }

    private static string HashOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
