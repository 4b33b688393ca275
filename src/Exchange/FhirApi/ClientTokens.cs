using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Opaque bearer tokens of clients. Only a hash is stored.</summary>
public sealed class ClientTokens(HubDb db, TimeProvider clock)
{
    private const int SecretBytes = 32;
    private const int LongestToken = 200;
    private const int MostRemembered = 10_000;

    /// <summary>
    /// How long an answer of the database holds while revocations are listened for; longer than a dead connection stays
    /// unnoticed would be too long. Without a listener every request asks.
    /// </summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private volatile bool listening;
    private int revocations;

    private readonly ConcurrentDictionary<string, Known> known = new(StringComparer.Ordinal);

    /// <summary>Makes a token for a client and stores its hash; the token itself is never seen again.</summary>
    /// <param name="member">Member the client belongs to.</param>
    /// <param name="name">Name of the client; a second token of the same name lives beside the first.</param>
    /// <param name="lifetime">How long it is good; null: until revoked.</param>
    /// <param name="ct">Stops the work.</param>
    public Task<string> IssueAsync(string member, string name, TimeSpan? lifetime, CancellationToken ct) =>
        IssueAsync(member, name, [], lifetime, ct);

    /// <summary>Makes a token with rights; see <see cref="ClientRights"/>.</summary>
    /// <param name="member">Member the client belongs to.</param>
    /// <param name="name">Name of the client.</param>
    /// <param name="rights">What it may do beyond reading and writing the member's own records.</param>
    /// <param name="lifetime">How long it is good; null: until revoked.</param>
    /// <param name="ct">Stops the work.</param>
    public Task<string> IssueAsync(
        string member, string name, IReadOnlyList<string> rights, TimeSpan? lifetime, CancellationToken ct)
    {
        var token = "hub_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = clock.GetUtcNow();
        return db.RunAsync(
            async (tx, stop) =>
            {
                await Store.ClientTokens.AddAsync(
                    tx,
                    new ClientToken(HashOf(token), member, name, now, now + lifetime, null)
                    {
                        Rights = string.Join(' ', rights),
                    },
                    stop);
                return token;
            },
            ct);
    }

    /// <summary>Ends a token, in every process.</summary>
    /// <returns>False when it is unknown or was revoked before.</returns>
    public async Task<bool> RevokeAsync(string token, CancellationToken ct)
    {
        var hash = HashOf(token);
        var revoked = await db.RunAsync(
            async (tx, stop) => await Store.ClientTokens.RevokeAsync(tx, hash, stop) > 0, ct);
        known.TryRemove(hash, out _);
        return revoked;
    }

    /// <summary>Whom a token speaks for; null when it is unknown, expired or revoked.</summary>
    internal async ValueTask<Caller?> FindAsync(string? token, CancellationToken ct)
    {
        if (token is not { Length: > 0 and <= LongestToken })
            return null;
        var (hash, now) = (HashOf(token), clock.GetUtcNow());
        if (known.TryGetValue(hash, out var before) && before.Until > now)
            return before.Caller;
        return await AskAsync(hash, now, ct);
    }

    /// <summary>True: a token may have been revoked anywhere; false: revocations are no longer heard of.</summary>
    internal void Heard(bool hears)
    {
        listening = hears;
        Interlocked.Increment(ref revocations);
        known.Clear();
    }

    private async Task<Caller?> AskAsync(string hash, DateTimeOffset now, CancellationToken ct)
    {
        var heardBefore = Volatile.Read(ref revocations);
        await using var reader = await db.ReadAsync(ct);
        if (await Store.ClientTokens.FindAsync(reader, hash, ct) is not { RevokedAt: null } found
            || found.ExpiresAt <= now)
        {
            known.TryRemove(hash, out _);
            return null;
        }

        var caller = new Caller(found.Member, found.Name)
        {
            Rights = found.Rights.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        };
        if (!listening)
            return caller;
        var until = now + Remembered;
        if (known.Count >= MostRemembered)
            known.Clear();
        known[hash] = new(caller, found.ExpiresAt is { } end && end < until ? end : until);
        if (Volatile.Read(ref revocations) != heardBefore)
            known.TryRemove(hash, out _); // it may be the one that was revoked while we asked
        return caller;
    }

    private static string HashOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private sealed record Known(Caller Caller, DateTimeOffset Until);
}
