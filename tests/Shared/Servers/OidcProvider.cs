using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Shared.Servers;

/// <summary>A small OpenID Connect provider on a port of its own: real keys, real signatures, PKCE checked.</summary>
public sealed class OidcProvider : IAsyncDisposable
{
    /// <summary>Name of the hub here.</summary>
    public const string ClientId = "hub";

    /// <summary>Secret of the hub here.</summary>
    public const string ClientSecret = "a secret: of the hub/1";

    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge, string Back)> codes = new();
    private readonly RSA key = RSA.Create(2048);
    private readonly RSA foreignKey = RSA.Create(2048);
    private WebApplication app = null!;

    /// <summary>Issuer.</summary>
    public Uri Authority { get; private set; } = new("http://127.0.0.1");

    /// <summary>Claims of whoever logs in next, beside iss, aud, exp and nonce.</summary>
    public Dictionary<string, object> Claims { get; } = [];

    /// <summary>True: the next tokens are signed by somebody else.</summary>
    public bool IsForged { get; set; }

    /// <summary>Nonce of the next token when it shall not be the one asked for.</summary>
    public string? OtherNonce { get; set; }

    /// <summary>Starts it.</summary>
    public static async Task<OidcProvider> StartAsync()
    {
        var provider = new OidcProvider();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        provider.app = builder.Build();
        provider.app.MapGet("/.well-known/openid-configuration", provider.Configuration);
        provider.app.MapGet("/jwks", provider.Keys);
        provider.app.MapGet("/authorize", provider.Authorize);
        provider.app.MapPost("/token", provider.TokenAsync);
        await provider.app.StartAsync();
        provider.Authority = new Uri(provider.app.Urls.First());
        return provider;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
        foreignKey.Dispose();
    }

    private string Issuer => Authority.AbsoluteUri.TrimEnd('/');

    private IResult Configuration() => Results.Json(new
    {
        issuer = Issuer,
        authorization_endpoint = Issuer + "/authorize",
        token_endpoint = Issuer + "/token",
        jwks_uri = Issuer + "/jwks",
    });

    private IResult Keys()
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return Results.Json(new
        {
            keys = new[]
            {
                new
                {
                    kty = "RSA",
                    use = "sig",
                    kid = "1",
                    n = WebEncoders.Base64UrlEncode(parameters.Modulus!),
                    e = WebEncoders.Base64UrlEncode(parameters.Exponent!),
                },
            },
        });
    }

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256")
            return Results.BadRequest();
        var code = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(20));
        var back = query["redirect_uri"].ToString();
        codes[code] = (query["nonce"].ToString(), query["code_challenge"].ToString(), back);
        return Results.Redirect(QueryHelpers.AddQueryString(back, new Dictionary<string, string?>
        {
            ["code"] = code,
            ["state"] = query["state"],
        }));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var expected = "Basic " + Convert.ToBase64String(
            Encoding.UTF8.GetBytes($"{ClientId}:{Uri.EscapeDataString(ClientSecret)}"));
        var challenge = WebEncoders.Base64UrlEncode(
            SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        return request.Headers.Authorization == expected && codes.TryRemove(form["code"].ToString(), out var asked)
            && asked.Challenge == challenge && asked.Back == form["redirect_uri"]
            ? Results.Json(new { id_token = Sign(asked.Nonce), access_token = "none", token_type = "Bearer" })
            : Results.BadRequest(new { error = "invalid_grant" });
    }

    private string Sign(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(Claims)
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["nonce"] = OtherNonce ?? nonce,
        };
        var text = Part(new Dictionary<string, object> { ["alg"] = "RS256", ["kid"] = "1", ["typ"] = "JWT" }) + "." + Part(claims);
        var signature = (IsForged ? foreignKey : key).SignData(
            Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return text + "." + WebEncoders.Base64UrlEncode(signature);
    }

    private static string Part(Dictionary<string, object> values) =>
        WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(values));
}
