using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Contracts;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Exchange;

/// <summary>A public key somebody signs with.</summary>
/// <param name="Kid">Its name within its set.</param>
/// <param name="Algorithms">JWS algorithms it may be used with.</param>
/// <param name="Key">The key.</param>
internal sealed record PublicKey(string Kid, IReadOnlyList<string> Algorithms, SecurityKey Key);

/// <summary>Reads JSON Web Key Sets: public keys, long enough, nothing else.</summary>
internal static class PublicKeys
{
    /// <summary>What clients sign with (SMART App Launch 2, client-confidential-asymmetric).</summary>
    public static IReadOnlyList<string> OfClients { get; } =
        [SecurityAlgorithms.RsaSha384, SecurityAlgorithms.EcdsaSha384];

    /// <summary>What an external issuer may sign with.</summary>
    public static IReadOnlyList<string> OfIssuers { get; } =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
    ];

    private const int LongestSet = 64 * 1024;
    private const int MostKeys = 20;
    private const int ShortestRsa = 2048;
    private const int LongestRsa = 8192;

    /// <summary>Every key of a set that a client brings, or every mistake in it.</summary>
    public static Result<IReadOnlyList<PublicKey>> Read(string? json, string path)
    {
        if (string.IsNullOrWhiteSpace(json))
            return HubError.FieldMissing(path, "A JSON Web Key Set with a public key");
        if (json.Length > LongestSet)
            return HubError.LimitExceeded("The length of a key set", LongestSet, path);
        if (Parse(json) is not { } set)
            return HubError.FieldMalformed(path, "a JSON Web Key Set: {\"keys\": [ ... ]}");
        if (set.Keys.Count is 0 or > MostKeys)
            return new HubError(HubErrorCode.FieldMalformed, $"A key set has 1 to {MostKeys} keys.", path);
        var (keys, errors) = (new List<PublicKey>(), new List<HubError>());
        for (var i = 0; i < set.Keys.Count; i++)
        {
            if (One(set.Keys[i], OfClients, $"{path}.keys[{i}]").TryGet(out var key, out var why))
                keys.Add(key);
            else
                errors.AddRange(why);
        }

        if (keys.GroupBy(k => k.Kid).Any(g => g.Count() > 1))
            errors.Add(new(HubErrorCode.FieldMalformed, "Two keys have the same kid.", path));
        return errors.Count > 0 ? Result<IReadOnlyList<PublicKey>>.Failed(errors) : keys;
    }

    /// <summary>The keys of a published set that can be used; others are nobody's mistake.</summary>
    public static IReadOnlyList<PublicKey>? Usable(ReadOnlyMemory<byte> json, IReadOnlyList<string> algorithms) =>
        json.Length > LongestSet || Parse(Encoding.UTF8.GetString(json.Span)) is not { } set ? null
        : [.. set.Keys.Take(MostKeys).Select(k => One(k, algorithms, "")).Where(k => k.IsOk).Select(k => k.Value)
            .GroupBy(k => k.Kid).Where(g => g.Count() == 1).Select(g => g.Single())];

    private static JsonWebKeySet? Parse(string json)
    {
        try
        {
            return new JsonWebKeySet(json);
        }
#pragma warning disable CA1031 // whatever it is called: the text is no key set
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static Result<PublicKey> One(JsonWebKey jwk, IReadOnlyList<string> algorithms, string path)
    {
        var errors = new List<HubError>();
        if (jwk.HasPrivateKey || jwk.D is not null || jwk.K is not null || jwk.P is not null || jwk.Q is not null)
            return new HubError(
                HubErrorCode.FieldMalformed,
                "This is a private key. It must stay with its owner: make a new pair, and bring the public half only.",
                path);
        if (jwk.Kid is not { Length: > 0 and <= 256 })
            errors.Add(HubError.FieldMissing(path + ".kid", "A kid of 256 characters at most"));
        if (jwk.Use is not (null or "" or "sig") || (jwk.KeyOps.Count > 0 && !jwk.KeyOps.Contains("verify")))
            errors.Add(new(HubErrorCode.FieldMalformed, "The key is not for signatures.", path + ".use"));
        var key = KeyOf(jwk);
        string[] fitting = [.. algorithms.Where(a => key is not null && IsFor(a, key))];
        if (fitting.Length == 0)
            errors.Add(new(
                HubErrorCode.FieldMalformed, $"A key must be RSA of {ShortestRsa} to {LongestRsa} bits or EC on P-384.",
                path));
        else if (!string.IsNullOrEmpty(jwk.Alg) && !fitting.Contains(jwk.Alg))
            errors.Add(new(
                HubErrorCode.FieldMalformed, $"The key is for {string.Join(", ", fitting)}.", path + ".alg"));
        if (errors.Count > 0)
            return Result<PublicKey>.Failed(errors);
        key!.KeyId = jwk.Kid;
        return new PublicKey(jwk.Kid!, string.IsNullOrEmpty(jwk.Alg) ? fitting : [jwk.Alg], key);
    }

    private static bool IsFor(string algorithm, SecurityKey key) => key switch
    {
        RsaSecurityKey => algorithm[0] is 'R' or 'P',
        ECDsaSecurityKey { KeySize: 384 } => algorithm == SecurityAlgorithms.EcdsaSha384,
        ECDsaSecurityKey { KeySize: 256 } => algorithm == SecurityAlgorithms.EcdsaSha256,
        _ => false,
    };

    // The import checks that the numbers make a key: a point that is on its curve.
    private static AsymmetricSecurityKey? KeyOf(JsonWebKey jwk)
    {
        try
        {
            switch (jwk.Kty)
            {
                case JsonWebAlgorithmsKeyTypes.RSA when jwk.N is not null && jwk.E is not null:
                    var rsa = RSA.Create(new RSAParameters
                    {
                        Modulus = Base64UrlEncoder.DecodeBytes(jwk.N),
                        Exponent = Base64UrlEncoder.DecodeBytes(jwk.E),
                    });
                    return rsa.KeySize is >= ShortestRsa and <= LongestRsa ? new RsaSecurityKey(rsa) : null;
                case JsonWebAlgorithmsKeyTypes.EllipticCurve when jwk.X is not null && jwk.Y is not null:
                    var curve = jwk.Crv switch
                    {
                        JsonWebKeyECTypes.P256 => ECCurve.NamedCurves.nistP256,
                        JsonWebKeyECTypes.P384 => ECCurve.NamedCurves.nistP384,
                        _ => default,
                    };
                    return !curve.IsNamed ? null : new ECDsaSecurityKey(ECDsa.Create(new ECParameters
                    {
                        Curve = curve,
                        Q = new()
                        {
                            X = Base64UrlEncoder.DecodeBytes(jwk.X),
                            Y = Base64UrlEncoder.DecodeBytes(jwk.Y),
                        },
                    }));
                default:
                    return null;
            }
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
