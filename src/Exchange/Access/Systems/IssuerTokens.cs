using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Exchange;

/// <summary>JWTs of an external issuer: checked once, then remembered until they expire.</summary>
internal sealed partial class IssuerTokens(
    ExchangeOptions options, KeySets keySets, TimeProvider clock, ILogger<IssuerTokens> log)
{
    private const int Longest = 16 * 1024;
    private const int LongestName = 256;
    private const int MostRemembered = 10_000;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    private readonly ConcurrentDictionary<string, (Caller Caller, DateTimeOffset Until)> known =
        new(StringComparer.Ordinal);

    /// <summary>True when the text may be one of them: opaque tokens have no dots.</summary>
    public bool MayBe(string token) => options.Access.Issuer is not null && token.Length <= Longest
        && token.StartsWith("eyJ", StringComparison.Ordinal) && token.Count(c => c == '.') == 2;

    /// <summary>Whom a token speaks for; null when it is not good.</summary>
    public async ValueTask<Caller?> FindAsync(string token, CancellationToken ct)
    {
        // The whole token is the name it is remembered by: one changed bit and it is another one.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        var now = clock.GetUtcNow();
        if (known.TryGetValue(hash, out var before))
        {
            if (before.Until > now)
                return before.Caller;
            known.TryRemove(hash, out _);
        }

        var (caller, until, why) = await CheckAsync(token, options.Access.Issuer!, now, ct);
        if (caller is null)
        {
            LogRefused(log, why!);
            return null;
        }

        if (known.Count >= MostRemembered)
            known.Clear();
        known[hash] = (caller, until);
        return caller;
    }

    private async Task<(Caller?, DateTimeOffset, string?)> CheckAsync(
        string token, IssuerOptions issuer, DateTimeOffset now, CancellationToken ct)
    {
        if (Read(token) is not { } jwt)
            return (null, default, "no JWT");
        if (!PublicKeys.OfIssuers.Contains(jwt.Alg) || jwt.Issuer != issuer.Url || string.IsNullOrEmpty(jwt.Kid)
            || jwt.Kid.Length > LongestName || jwt.TryGetHeaderValue<object>("crit", out _))
            return (null, default, "another issuer, no kid, or an algorithm that is not taken");
        if (await keySets.FindAsync(issuer.KeysUrl, jwt.Kid, PublicKeys.OfIssuers, ct) is not { } key
            || !key.Algorithms.Contains(jwt.Alg))
            return (null, default, "the issuer has no such key");
        var valid = await Handler.ValidateTokenAsync(jwt, new()
        {
            ValidAlgorithms = [jwt.Alg],
            IssuerSigningKey = key.Key,
            TryAllIssuerSigningKeys = false,
            ValidTypes = ["JWT", "at+jwt", "application/at+jwt"],
            ValidIssuer = issuer.Url,
            ValidAudience = issuer.Audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            LifetimeValidator = (_, _, _, _) => true, // below, with our clock
        });
        if (!valid.IsValid)
            return (null, default, valid.Exception?.GetType().Name);
        if (!jwt.TryGetPayloadValue<long>("exp", out _) || jwt.ValidTo <= now.UtcDateTime - ClockSkew
            || (jwt.TryGetPayloadValue<long>("nbf", out _) && jwt.ValidFrom > now.UtcDateTime + ClockSkew))
            return (null, default, "expired, or not good yet");
        if (options.Members.Find(Text(jwt, issuer.MemberClaim)) is not { } member)
            return (null, default, $"the claim {issuer.MemberClaim} names no member");
        return (CallerOf(jwt, issuer, member.Id), new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero) + ClockSkew, null);
    }

    private static Caller CallerOf(JsonWebToken jwt, IssuerOptions issuer, string member)
    {
        var person = issuer.PersonClaim is { } claim ? Text(jwt, claim) : null;
        var name = person ?? Text(jwt, "client_id") ?? Text(jwt, "azp") ?? Text(jwt, "sub") ?? "unnamed";
        var level = person is null ? ScopeText.OfSystem : ScopeText.OfPerson;
        return new(member, name.Length <= LongestName ? name : name[..LongestName])
        {
            Person = person,
            Roles = person is null ? [] : RolesOf(Texts(jwt, issuer.RolesClaim)),
            // Without a scope of ours the token opens nothing: never everything.
            Scopes = ScopeText.ReadKnown(string.Join(' ', Texts(jwt, issuer.ScopesClaim)), level),
        };
    }

    private static List<PersonRole> RolesOf(IEnumerable<string> words) =>
        [.. words.SelectMany(w => w.Split(' ')).Select(w => w.Replace("-", "", StringComparison.Ordinal))
            .SelectMany(w => Enum.GetValues<PersonRole>()
                .Where(r => string.Equals(r.ToString(), w, StringComparison.OrdinalIgnoreCase))).Distinct()];

    private static string? Text(JsonWebToken jwt, string claim) =>
        jwt.TryGetPayloadValue<object>(claim, out var value) && value is string { Length: > 0 } text ? text : null;

    private static IEnumerable<string> Texts(JsonWebToken jwt, string claim) =>
        jwt.Claims.Where(c => c.Type == claim).Select(c => c.Value);

    private static JsonWebToken? Read(string token)
    {
        try
        {
            return new(token);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or SecurityTokenException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 3653, Level = LogLevel.Information,
        Message = "A token of the external issuer was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
