using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>A bearer token of a member's system. Only its SHA-256 is kept.</summary>
/// <param name="Hash">SHA-256 of the token, hexadecimal.</param>
/// <param name="Member">Member it speaks for.</param>
/// <param name="Name">What it is for, for a person.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; null: never.</param>
/// <param name="RevokedAt">UTC; null: not revoked.</param>
public sealed record ClientToken(
    string Hash, string Member, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt)
{
    /// <summary>Rights beyond reading and writing the member's own records, separated by spaces; empty: none.</summary>
    public string Rights { get; init; } = "";

    /// <summary>The registered client it was issued to; empty: issued by hand.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Scopes, separated by spaces; null: everything.</summary>
    public string? Scopes { get; init; }

    /// <summary>Account id of the person it speaks for; empty: a system.</summary>
    public string Person { get; init; } = "";

    /// <summary>Roles of the person when the token was made, separated by spaces.</summary>
    public string Roles { get; init; } = "";

    internal static ClientToken Read(DbDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), r.Instant(3), r.InstantOrNull(4), r.InstantOrNull(5))
    {
        Rights = r.GetString(6),
        ClientId = r.GetString(7),
        Scopes = r.IsDBNull(8) ? null : r.GetString(8),
        Person = r.GetString(9),
        Roles = r.GetString(10),
    };
}

/// <summary>Tokens that open the FHIR door.</summary>
public static class ClientTokens
{
    /// <summary>Where PostgreSQL tells of a revocation.</summary>
    internal const string Channel = "hub_token_revoked";

    private const string Tell = $"select pg_notify('{Channel}', '')";

    private const string Columns =
        "hash, member, name, created_at, expires_at, revoked_at, rights, client_id, scopes, person, roles";

    private const string Add = $"""
        insert into client_token ({Columns})
        values (@hash, @member, @name, @created, @expires, @revoked, @rights, @client, @scopes, @person, @roles)
        on conflict (hash) do nothing
        """;

    private const string One = $"select {Columns} from client_token where hash = @hash";

    private const string All = $"select {Columns} from client_token order by created_at, hash";

    private const string Revoke = "update client_token set revoked_at = @now where hash = @hash and revoked_at is null";

    private const string RevokeAll =
        "update client_token set revoked_at = @now where client_id = @client and revoked_at is null";

    private const string Forget = "delete from client_token where client_id = @client and expires_at < @before";

    /// <summary>Adds a token; the same hash twice is one.</summary>
    public static Task<int> AddAsync(HubTransaction tx, ClientToken token, CancellationToken ct) => tx.ExecuteAsync(
        Add, ct,
        ("@hash", token.Hash), ("@member", token.Member), ("@name", token.Name), ("@created", token.CreatedAt),
        ("@expires", token.ExpiresAt), ("@revoked", token.RevokedAt), ("@rights", token.Rights),
        ("@client", token.ClientId), ("@scopes", token.Scopes),
        ("@person", token.Person), ("@roles", token.Roles));

    /// <summary>The token with this hash, valid or not; null when unknown.</summary>
    public static Task<ClientToken?> FindAsync(HubReader reader, string hash, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(One, ClientToken.Read, ct, ("@hash", hash));

    /// <summary>All tokens, oldest first.</summary>
    public static Task<IReadOnlyList<ClientToken>> AllAsync(HubReader reader, CancellationToken ct) =>
        reader.QueryAsync(All, ClientToken.Read, ct);

    /// <summary>Revokes a token; every exchange hears of it at the commit.</summary>
    /// <returns>0 when there is none or it was revoked before.</returns>
    public static async Task<int> RevokeAsync(HubTransaction tx, string hash, CancellationToken ct)
    {
        var revoked = await tx.ExecuteAsync(Revoke, ct, ("@hash", hash), ("@now", tx.Clock.GetUtcNow()));
        if (revoked > 0)
            await TellAsync(tx, ct);
        return revoked;
    }

    /// <summary>Revokes every token of a client; every exchange hears of it at the commit.</summary>
    internal static async Task<int> RevokeOfAsync(HubTransaction tx, string clientId, CancellationToken ct)
    {
        var revoked = await tx.ExecuteAsync(
            RevokeAll, ct, ("@client", clientId), ("@now", tx.Clock.GetUtcNow()));
        if (tx.IsPostgres)
            await tx.ExecuteAsync(Tell, ct);
        return revoked;
    }

    /// <summary>Forgets tokens of a client that have long expired.</summary>
    internal static Task<int> ForgetAsync(
        HubTransaction tx, string clientId, DateTimeOffset before, CancellationToken ct) =>
        tx.ExecuteAsync(Forget, ct, ("@client", clientId), ("@before", before));

    /// <summary>At the commit every exchange hears that tokens were revoked.</summary>
    internal static Task TellAsync(HubTransaction tx, CancellationToken ct) =>
        tx.IsPostgres ? tx.ExecuteAsync(Tell, ct) : Task.CompletedTask;
}
