using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>What the token endpoint answered.</summary>
internal sealed record TokenReply(int Status, JsonElement Body, HttpResponseHeaders Headers)
{
    public string? Token => Text("access_token");

    public string? Error => Text("error");

    public string? Text(string name) => Body.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>A key pair and what a client does with it.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly AsymmetricAlgorithm pair;

    private SigningKey(string kid, string algorithm, AsymmetricAlgorithm pair, AsymmetricSecurityKey key)
    {
        (Kid, Algorithm, this.pair, Key) = (kid, algorithm, pair, key);
        key.KeyId = kid;
    }

    public string Kid { get; }

    public string Algorithm { get; }

    public AsymmetricSecurityKey Key { get; }

    public static SigningKey Rsa(string kid, int bits = 2048)
    {
        var rsa = RSA.Create(bits);
        return new(kid, "RS384", rsa, new RsaSecurityKey(rsa));
    }

    public static SigningKey Ec(string kid, ECCurve? curve = null)
    {
        var ec = ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP384);
        return new(kid, "ES384", ec, new ECDsaSecurityKey(ec));
    }

    /// <summary>The key as JWK, with its private half when that is asked for.</summary>
    public Dictionary<string, string> Jwk(bool whole = false)
    {
        var jwk = JsonWebKeyConverter.ConvertFromSecurityKey(whole || pair is not RSA rsa
            ? Key
            : new RsaSecurityKey(rsa.ExportParameters(false)) { KeyId = Kid });
        Dictionary<string, string?> all = new()
        {
            ["kty"] = jwk.Kty,
            ["kid"] = Kid,
            ["n"] = jwk.N,
            ["e"] = jwk.E,
            ["crv"] = jwk.Crv,
            ["x"] = jwk.X,
            ["y"] = jwk.Y,
            ["d"] = whole ? jwk.D : null,
        };
        return all.Where(p => !string.IsNullOrEmpty(p.Value)).ToDictionary(p => p.Key, p => p.Value!);
    }

    public static string Set(params SigningKey[] keys) =>
        JsonSerializer.Serialize(new { keys = keys.Select(k => k.Jwk()) });

    public string Sign(object claims, string? kid = null, string? algorithm = null, params (string, object)[] header)
    {
        var named = Key;
        var before = named.KeyId;
        named.KeyId = kid ?? Kid;
        try
        {
            return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
                JsonSerializer.Serialize(claims), new SigningCredentials(named, algorithm ?? Algorithm),
                header.ToDictionary(h => h.Item1, h => h.Item2));
        }
        finally
        {
            named.KeyId = before;
        }
    }

    public void Dispose() => pair.Dispose();
}

/// <summary>A registered client that asks a real hub for tokens.</summary>
internal sealed class SigningClient(Uri hub, Client client, SigningKey key) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = hub };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Client Client => client;

    public SigningKey Key => key;

    public Uri Endpoint => new(hub, "/connect/token");

    public static async Task<SigningClient> RegisterAsync(
        IServiceProvider services, Uri hub, SigningKey? key = null, string scopes = "system/*.cruds",
        string member = "town", string? keysUrl = null)
    {
        key ??= SigningKey.Ec("k1");
        var added = await services.GetRequiredService<ClientDesk>().AddAsync(
            new(member, "lab " + Guid.NewGuid(), new(keysUrl is null ? SigningKey.Set(key) : null, keysUrl), scopes, []),
            Ct);
        return new(new Uri(hub, "/"), added.Value, key);
    }

    /// <summary>What a good assertion says, changed as the test wants; null leaves a claim out.</summary>
    public Dictionary<string, object> Claims(params (string Name, object? Value)[] changes)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = client.Id,
            ["sub"] = client.Id,
            ["aud"] = Endpoint.ToString(),
            ["iat"] = now,
            ["exp"] = now + 240,
            ["jti"] = Guid.NewGuid().ToString(),
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
                claims.Remove(name);
            else
                claims[name] = value;
        }

        return claims;
    }

    public Task<TokenReply> AskAsync(string? assertion = null, string? scope = "system/*.cruds", Uri? other = null) =>
        PostAsync(
            [
                new("grant_type", "client_credentials"),
                new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                new("client_assertion", assertion ?? key.Sign(Claims())),
                .. scope is null ? Array.Empty<KeyValuePair<string, string>>() : [new("scope", scope)],
            ],
            other);

    public async Task<TokenReply> PostAsync(IEnumerable<KeyValuePair<string, string>> form, Uri? other = null)
    {
        using var content = new FormUrlEncodedContent(form);
        using var answer = await http.PostAsync(new Uri(other ?? hub, "/connect/token"), content, Ct);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct));
        return new((int)answer.StatusCode, body.RootElement.Clone(), answer.Headers);
    }

    /// <summary>A FHIR caller with a token for these scopes.</summary>
    public async Task<FhirCaller> CallerAsync(string scope, Uri? other = null)
    {
        var token = (await AskAsync(scope: scope)).Token;
        Assert.NotNull(token);
        var fhir = new HttpClient { BaseAddress = new Uri(other ?? hub, "/fhir/") };
        fhir.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new(fhir);
    }

    public void Dispose()
    {
        http.Dispose();
        key.Dispose();
    }
}
