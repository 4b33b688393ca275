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
        string member, string name, IReadOnlyList<string> rights, TimeSpan? lifetime, CancellationToken ct) =>
        AddAsync(member, name, t => t with { Rights = string.Join(' ', rights) }, lifetime, ct);

    /// <summary>Makes a token that speaks for a person; it ends with the account, its roles or its password.</summary>
    internal Task<string> IssueAsync(PersonAccount person, TimeSpan lifetime, CancellationToken ct) => AddAsync(
        person.Member, person.Name, t => t with { Person = person.Id, Roles = PersonAccount.Words(person.Roles) },
        lifetime, ct);

    private Task<string> AddAsync(
        string member, string name, Func<ClientToken, ClientToken> complete, TimeSpan? lifetime, CancellationToken ct)
    {
        var token = NewToken();
        var now = clock.GetUtcNow();
        return db.RunAsync(
            async (tx, stop) =>
            {
                await Store.ClientTokens.AddAsync(
                    tx,
                    complete(new ClientToken(HashOf(token), member, name, now, now + lifetime, null)),
                    stop);
                return token;
            },
            ct);
    }

    /// <summary>A token nobody can guess; worth nothing until it is stored.</summary>
    internal static string NewToken() =>
        "hub_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Stores a token of a registered client as part of a transaction.</summary>
    internal Task AddAsync(
        HubTransaction tx, string token, Client client, string scopes, TimeSpan lifetime, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return Store.ClientTokens.AddAsync(
            tx,
            new ClientToken(HashOf(token), client.Member, client.Name, now, now + lifetime, null)
            {
                Rights = client.Rights,
                ClientId = client.Id,
                Scopes = scopes,
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
        Forget();
    }

    /// <summary>Tokens may have been revoked here: the database is asked again.</summary>
    internal void Forget()
    {
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
            ClientId = found.ClientId.Length > 0 ? found.ClientId : null,
            Scopes = found.Scopes is { } scopes ? ScopeText.ReadKnown(scopes, ScopeText.OfSystem) : Scopes.Everything,
            Person = found.Person is { Length: > 0 } person ? person : null,
            Roles = PersonAccount.Words<PersonRole>(found.Roles),
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
