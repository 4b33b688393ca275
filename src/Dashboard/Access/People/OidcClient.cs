using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Dashboard;

/// <summary>Speaks with the identity provider: where to send the browser, and what the code it brings back means.</summary>
internal sealed class OidcClient : IDisposable
{
    private const int LongestAnswer = 256 * 1024;

    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
    ];

    // RFC 8176: more than something that is known.
    private static readonly string[] Strong = ["mfa", "otp", "hwk", "swk", "sms", "sc", "fpt", "face", "iris"];

    private static readonly HubError Refused =
        new(HubErrorCode.Unauthorized, "The identity provider does not vouch for this login; begin again.");

    private readonly OidcSettings settings;
    private readonly JsonWebTokenHandler tokens = new() { MapInboundClaims = false };
    private readonly ConfigurationManager<OpenIdConnectConfiguration> provider;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = LongestAnswer,
    };

    public OidcClient(OidcSettings settings)
    {
        this.settings = settings;
        provider = new(settings.Authority.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(http) { RequireHttps = !settings.AllowsHttp });
    }

    public void Dispose() => http.Dispose();

    /// <summary>Where the browser goes to log in.</summary>
    internal async Task<string> AddressAsync(
        string callback, string state, string nonce, string verifier, CancellationToken ct)
    {
        var configuration = await provider.GetConfigurationAsync(ct);
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return QueryHelpers.AddQueryString(configuration.AuthorizationEndpoint, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = settings.ClientId,
            ["redirect_uri"] = callback,
            ["scope"] = "openid profile",
            ["state"] = state,
            ["nonce"] = nonce,
            ["code_challenge"] = challenge,
            ["code_challenge_method"] = "S256",
        });
    }

    /// <summary>Whom the code stands for.</summary>
    internal async Task<Result<VouchedPerson>> RedeemAsync(
        string code, string callback, string nonce, string verifier, string from, CancellationToken ct)
    {
        var configuration = await provider.GetConfigurationAsync(ct);
        if (await IdTokenAsync(configuration, code, callback, verifier, ct) is not { } text)
            return Refused;
        var checkedToken = await CheckAsync(text, configuration);
        if (checkedToken.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            provider.RequestRefresh(); // the provider has changed its keys
            checkedToken = await CheckAsync(text, await provider.GetConfigurationAsync(ct));
        }

        return checkedToken is { IsValid: true, SecurityToken: JsonWebToken token }
            && token.TryGetPayloadValue<string>("nonce", out var said) && said == nonce && token.Subject is { Length: > 0 }
            ? Person(token, configuration.Issuer, from)
            : Refused;
    }

    private async Task<string?> IdTokenAsync(
        OpenIdConnectConfiguration configuration, string code, string callback, string verifier, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, configuration.TokenEndpoint)
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", callback),
                new("client_id", settings.ClientId), new("code_verifier", verifier),
            ]),
        };
        if (settings.ClientSecret is { } secret)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(settings.ClientId)}:{Uri.EscapeDataString(secret)}")));
        using var response = await http.SendAsync(request, ct);
        if (!response.IsSuccessStatusCode)
            return null;
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(ct));
        return body.RootElement.TryGetProperty("id_token", out var token) ? token.GetString() : null;
    }

    private Task<TokenValidationResult> CheckAsync(string token, OpenIdConnectConfiguration configuration) =>
        tokens.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = configuration.Issuer,
            ValidAudience = settings.ClientId,
            IssuerSigningKeys = configuration.SigningKeys,
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = TimeSpan.FromMinutes(1),
        });

    private VouchedPerson Person(JsonWebToken token, string issuer, string from) => new()
    {
        Issuer = issuer,
        Subject = token.Subject,
        Name = Texts(token, "preferred_username").FirstOrDefault() ?? token.Subject,
        Shown = Texts(token, "name").FirstOrDefault() ?? "",
        Member = Texts(token, settings.MemberClaim).FirstOrDefault() ?? "",
        Roles = [.. Texts(token, settings.RoleClaim).Where(settings.Roles.ContainsKey).Select(r => settings.Roles[r]).Distinct()],
        HasFactor = Texts(token, "amr").Intersect(Strong).Any(),
        From = from,
    };

    // One text or a list of texts: each is a claim of its own.
    private static IEnumerable<string> Texts(JsonWebToken token, string claim) =>
        token.Claims.Where(c => c.Type == claim).Select(c => c.Value);
}
