using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace IntegrationHub.Dashboard;

/// <summary>
/// Proof of a login: an end time and its HMAC under a key made from the ops token. Nothing is kept on the server; a new
/// ops token ends every session.
/// </summary>
internal sealed class OpsSession(OpsOptions options, TimeProvider clock)
{
    internal const string CookieName = "hub-ops";
    private const int EndBytes = 8;

    private readonly byte[] token = Hash(options.Token ?? "");
    private readonly byte[] key = Hash("hub-ops-session\n" + options.Token);

    /// <summary>Is this the ops token? The comparison takes the same time for every guess.</summary>
    internal bool IsToken(string? guess) =>
        options.Token is { Length: >= OpsOptions.ShortestToken }
        && CryptographicOperations.FixedTimeEquals(Hash(guess ?? ""), token);

    /// <summary>Does the request carry the token, or a session that has not ended?</summary>
    internal bool Admits(HttpRequest request)
    {
        var bearer = request.Headers.Authorization.ToString();
        return bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? IsToken(bearer["Bearer ".Length..].Trim())
            : IsSession(request.Cookies[CookieName]);
    }

    internal void Begin(HttpContext http)
    {
        var end = clock.GetUtcNow() + options.Session;
        http.Response.Cookies.Append(CookieName, Sign(end), Cookie(http, end));
    }

    internal static void End(HttpContext http) => http.Response.Cookies.Delete(CookieName, Cookie(http, null));

    private static CookieOptions Cookie(HttpContext http, DateTimeOffset? end) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Path = "/ops",
        Expires = end,
    };

    private string Sign(DateTimeOffset end)
    {
        var proof = new byte[EndBytes + HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(proof, end.ToUnixTimeSeconds());
        HMACSHA256.HashData(key, proof.AsSpan(0, EndBytes), proof.AsSpan(EndBytes));
        return WebEncoders.Base64UrlEncode(proof);
    }

    private bool IsSession(string? cookie)
    {
        if (cookie is not { Length: > 0 and < 100 } || options.Token is null)
            return false;
        Span<byte> proof = stackalloc byte[100];
        if (!System.Buffers.Text.Base64Url.TryDecodeFromChars(cookie, proof, out var length)
            || length != EndBytes + HMACSHA256.HashSizeInBytes)
            return false;
        var expected = HMACSHA256.HashData(key, proof[..EndBytes]);
        return CryptographicOperations.FixedTimeEquals(expected, proof[EndBytes..length])
            && BinaryPrimitives.ReadInt64BigEndian(proof) > clock.GetUtcNow().ToUnixTimeSeconds();
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
