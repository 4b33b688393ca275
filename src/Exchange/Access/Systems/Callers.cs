namespace IntegrationHub.Exchange;

/// <summary>Whom a bearer token speaks for, whoever issued it.</summary>
internal sealed class Callers(ClientTokens own, IssuerTokens issuer)
{
    /// <summary>The caller; null when the token is unknown, expired or revoked.</summary>
    public ValueTask<Caller?> FindAsync(string? token, CancellationToken ct) =>
        token is not null && issuer.MayBe(token) ? issuer.FindAsync(token, ct) : own.FindAsync(token, ct);
}
