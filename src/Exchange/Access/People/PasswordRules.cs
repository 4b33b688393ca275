using System.Collections.Frozen;
using System.Security.Cryptography;
using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IntegrationHub.Exchange;

/// <summary>What a password must be, and how it is kept: PBKDF2-HMAC-SHA512 of ASP.NET Core Identity.</summary>
internal static class PasswordRules
{
    internal const int Shortest = 12;
    internal const int Longest = 128;

    private const int Iterations = 210_000; // OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA512
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789"; // none that look alike

    private static readonly PasswordHasher<string> Hasher = new(
        Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    // The longest of the lists of leaked passwords that reach twelve characters, and those of our field.
    private static readonly FrozenSet<string> Common = new[]
    {
        "123456789012", "1234567890123", "12345678901234", "123456789101112", "111111111111", "000000000000",
        "123123123123", "112233445566", "987654321012", "password1234", "password12345", "password123456",
        "passwordpassword", "qwertyuiop123", "qwertyuiop12", "qwertyuiop[]", "1q2w3e4r5t6y", "1qaz2wsx3edc",
        "1qaz2wsx3edc4rfv", "q1w2e3r4t5y6", "qazwsxedcrfv", "abcdefghijkl", "abcd12345678", "abc123456789",
        "iloveyou1234", "welcome12345", "welcome123456", "admin1234567", "admin12345678", "administrator",
        "administrator1", "adminadmin123", "woaini1314520", "woaini5201314", "5201314520131", "a1234567890b",
        "asdfghjkl123", "asdfghjkl;'\\", "zxcvbnm12345", "letmein12345", "changeme1234", "hospital1234",
        "yiyuan123456", "p@ssw0rd1234", "p@ssword1234", "passw0rd1234", "integrationhub", "integrationhub1",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>A hash no password belongs to: whoever is unknown costs the same time.</summary>
    internal static string Nobody { get; } = Hash(RandomNumberGenerator.GetString(Letters, 30));

    /// <summary>Everything that is wrong with a password.</summary>
    internal static IReadOnlyList<HubError> Check(string password, string name)
    {
        var errors = new List<HubError>();
        if (password.Length < Shortest)
            errors.Add(new(HubErrorCode.FieldMalformed, $"A password has at least {Shortest} characters.", "password"));
        if (password.Length > Longest)
            errors.Add(HubError.LimitExceeded("A password", Longest, "password"));
        if (name.Length > 2 && password.Contains(name, StringComparison.OrdinalIgnoreCase))
            errors.Add(new(HubErrorCode.FieldMalformed, "A password does not hold the account name.", "password"));
        if (Common.Contains(password) || password.Distinct().Count() < 5)
            errors.Add(new(HubErrorCode.FieldMalformed,
                "This password is among the first that are guessed; take a sentence of your own.", "password"));
        return errors;
    }

    internal static string Hash(string password) => Hasher.HashPassword("", password);

    internal static bool Matches(string hash, string password) =>
        Hasher.VerifyHashedPassword("", hash, password) != PasswordVerificationResult.Failed;

    /// <summary>A password for the first login; about 98 bits.</summary>
    internal static string OneTime() => string.Join(
        '-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 5)));

    /// <summary>Codes for the day the phone is lost, and nothing but them.</summary>
    internal static IReadOnlyList<string> RecoveryCodes() =>
    [
        .. Enumerable.Range(0, 10).Select(_ =>
            RandomNumberGenerator.GetString(Letters, 5) + "-" + RandomNumberGenerator.GetString(Letters, 6)),
    ];
}
