namespace IntegrationHub.Store;

/// <summary>A login that is away at the identity provider.</summary>
/// <param name="Nonce">What the identity token must repeat.</param>
/// <param name="Verifier">Proof that the one who began the login ends it (RFC 7636).</param>
/// <param name="Back">Page to open afterwards.</param>
public sealed record OidcLogin(string Nonce, string Verifier, string Back);

/// <summary>Logins away at the identity provider; any process may end what another began.</summary>
public static class OidcLogins
{
    private const string Insert = """
        insert into oidc_login (hash, nonce, verifier, back, ends_at) values (@hash, @nonce, @verifier, @back, @ends)
        """;

    private const string Take = """
        delete from oidc_login where hash = @hash and ends_at > @now returning nonce, verifier, back
        """;

    /// <summary>Remembers a login that begins; forgets those that never came back.</summary>
    public static async Task AddAsync(
        HubTransaction tx, string hash, OidcLogin login, TimeSpan patience, CancellationToken ct)
    {
        var now = tx.Clock.GetUtcNow();
        await tx.ExecuteAsync("delete from oidc_login where ends_at < @now", ct, ("@now", now));
        await tx.ExecuteAsync(Insert, ct, ("@hash", hash), ("@nonce", login.Nonce), ("@verifier", login.Verifier),
            ("@back", login.Back), ("@ends", now + patience));
    }

    /// <summary>The login that comes back; once only.</summary>
    public static async Task<OidcLogin?> TakeAsync(HubTransaction tx, string hash, CancellationToken ct) =>
        (await tx.QueryAsync(Take, r => new OidcLogin(r.GetString(0), r.GetString(1), r.GetString(2)), ct,
            ("@hash", hash), ("@now", tx.Clock.GetUtcNow()))).SingleOrDefault();
}
