using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>A login as the next request finds it.</summary>
/// <param name="Account">The account as it is now.</param>
/// <param name="Stage">What is still to be shown.</param>
/// <param name="FactorAt">When the second factor was shown last, UTC.</param>
public sealed record PersonVisit(PersonAccount Account, LoginStage Stage, DateTimeOffset? FactorAt);

/// <summary>How far a login has come.</summary>
public enum LoginStage
{
    /// <summary>The password was right; a code of the second factor is next.</summary>
    Code,

    /// <summary>The password was right; the second factor has to be set up.</summary>
    Enrol,

    /// <summary>Both were right; somebody else made the password, so it is changed now.</summary>
    Change,

    /// <summary>The desk is open.</summary>
    Open,
}

/// <summary>Sessions of people: kept in the database, so that every process ends them at once.</summary>
public sealed class SessionDesk(HubDb db, TimeProvider clock)
{
    /// <summary>Longest session.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    /// <summary>A session nobody uses for so long has ended.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan LongestLogin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Coarse = TimeSpan.FromMinutes(1);
    private const int SecretBytes = 32;
    private const int LongestSecret = 100;

    /// <summary>Who comes with this cookie; null when the session has ended or never was.</summary>
    /// <param name="cookie">Value of the cookie.</param>
    /// <param name="isAct">False for what a page asks by itself: it does not keep a session alive.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<PersonVisit?> FindAsync(string? cookie, bool isAct, CancellationToken ct)
    {
        if (await RowAsync(cookie, ct) is not { } found)
            return null;
        if (isAct && clock.GetUtcNow() - found.SeenAt > Coarse)
            await db.RunAsync((tx, stop) => PersonSessions.TouchAsync(tx, HashOf(cookie!), stop), ct);
        return new(PersonAccount.Of(found.Person), Enum.Parse<LoginStage>(found.Stage, ignoreCase: true), found.FactorAt);
    }

    /// <summary>Ends one session.</summary>
    public Task EndAsync(string? cookie, CancellationToken ct) => db.RunAsync(
        async (tx, stop) =>
        {
            await PersonSessions.EndAsync(tx, HashOf(cookie ?? ""), stop);
            return true;
        },
        ct);

    /// <summary>Ends every session and every token of a person.</summary>
    public Task EndAllAsync(string person, CancellationToken ct) => db.RunAsync(
        async (tx, stop) =>
        {
            await People.EndAsync(tx, person, stop);
            return true;
        },
        ct);

    /// <summary>The stored session; null when it does not count.</summary>
    internal async Task<PersonSession?> RowAsync(string? cookie, CancellationToken ct)
    {
        if (cookie is not { Length: > 0 and <= LongestSecret })
            return null;
        await using var reader = await db.ReadAsync(ct);
        return await PersonSessions.FindAsync(reader, HashOf(cookie), Idle, ct);
    }

    /// <summary>Begins a session in the place of another; a cookie never outlives a step of the login.</summary>
    internal static async Task<string> BeginAsync(
        HubTransaction tx, Person person, LoginStage stage, string? instead, CancellationToken ct)
    {
        if (instead is not null)
            await PersonSessions.EndAsync(tx, HashOf(instead), ct);
        var cookie = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        await PersonSessions.AddAsync(tx, HashOf(cookie), person, stage.ToString().ToLowerInvariant(),
            stage == LoginStage.Open ? Longest : LongestLogin, ct);
        return cookie;
    }

    internal static string HashOf(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
