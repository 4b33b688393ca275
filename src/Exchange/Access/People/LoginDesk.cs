using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>A step of a login that was right.</summary>
/// <param name="Cookie">The new cookie; the one before counts no longer.</param>
/// <param name="Stage">What is next.</param>
public sealed record LoginStep(string Cookie, LoginStage Stage);

/// <summary>Password, then second factor. Every guess is counted before it is compared.</summary>
public sealed class LoginDesk(
    HubDb db, SessionDesk sessions, IDeskTrail trail, TimeProvider clock, ILogger<LoginDesk> log)
{
    /// <summary>Wrong guesses before an account is locked.</summary>
    public const int MostGuesses = 5;

    /// <summary>How long it is locked.</summary>
    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    // Unknown name, wrong password, locked and closed account: one text, one duration.
    private static readonly HubError Wrong = new(HubErrorCode.Unauthorized,
        "Name or password is wrong, or the account is locked; after five wrong tries it is for 15 minutes.");

    private static readonly HubError WrongCode = new(HubErrorCode.Unauthorized,
        "The code is wrong, was used before, or the account is locked for 15 minutes.", "code");

    private static readonly HubError Ended = new(HubErrorCode.Unauthorized, "The login has ended; begin again.");

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(400);

    /// <summary>First step: name and password.</summary>
    public async Task<Result<LoginStep>> PasswordAsync(string name, string password, string from, CancellationToken ct)
    {
        var even = Task.Delay(Shortest, clock, ct);
        var step = await ComparedAsync(Normal(name), password, from, ct);
        await even; // the write of a known account must not show in the time
        return step is null ? Wrong : step;
    }

    /// <summary>Second step: a code of the app, or a recovery code.</summary>
    public async Task<Result<LoginStep>> CodeAsync(string? cookie, string code, string from, CancellationToken ct)
    {
        if (await sessions.RowAsync(cookie, ct) is not { Stage: "code", Person: var person })
            return Ended;
        if (!await IsCodeAsync(person, code, ct))
            return await FailedAsync<LoginStep>(WrongCode, from, "code", person, ct);
        await LoggedInAsync(person, from, ct);
        return await OpenAsync(person, cookie, ct);
    }

    /// <summary>The secret to put into the app, at the first login.</summary>
    public async Task<Result<string>> SecretAsync(string? cookie, CancellationToken ct)
    {
        if (await sessions.RowAsync(cookie, ct) is not { Stage: "enrol", Person: { TotpEnrolled: false } person })
            return Ended;
        if (person.TotpSecret.Length > 0)
            return person.TotpSecret;
        var secret = Totp.NewSecret();
        return await db.RunAsync((tx, stop) => PersonSecrets.BeginFactorAsync(tx, person.Id, secret, stop), ct)
            ? secret
            : Ended;
    }

    /// <summary>Second step of the first login: the app's first code. The recovery codes are shown once.</summary>
    public async Task<Result<(LoginStep Step, IReadOnlyList<string> Recovery)>> EnrolAsync(
        string? cookie, string code, string from, CancellationToken ct)
    {
        if (await sessions.RowAsync(cookie, ct) is not { Stage: "enrol", Person: { TotpEnrolled: false } person })
            return Ended;
        if (!await IsCodeAsync(person, code, ct))
            return await FailedAsync<(LoginStep, IReadOnlyList<string>)>(WrongCode, from, "enrol", person, ct);
        var recovery = PasswordRules.RecoveryCodes();
        if (!await db.RunAsync((tx, stop) => PersonSecrets.EnrolAsync(
                tx, person.Id, [.. recovery.Select(c => SessionDesk.HashOf(Normal(c)))], stop), ct))
            return Ended;
        PersonLog.Factor(log, person.Name, "enrolled");
        await LoggedInAsync(person, from, ct);
        return (await OpenAsync(person, cookie, ct), recovery);
    }

    /// <summary>Shows the second factor again in an open session.</summary>
    public async Task<Result<bool>> ConfirmAsync(string? cookie, string code, string from, CancellationToken ct)
    {
        if (await sessions.RowAsync(cookie, ct) is not { Stage: PersonSession.Open, Person: var person })
            return Ended;
        if (!await IsCodeAsync(person, code, ct))
            return await FailedAsync<bool>(WrongCode, from, "confirm", person, ct);
        await db.RunAsync((tx, stop) => PersonSessions.FactorAsync(tx, SessionDesk.HashOf(cookie!), stop), ct);
        return true;
    }

    /// <summary>Another password: after a one-time one, or with the present one. Other sessions and tokens end.</summary>
    public async Task<Result<LoginStep>> ChangeAsync(
        string? cookie, string? present, string wanted, CancellationToken ct)
    {
        if (await sessions.RowAsync(cookie, ct) is not { Stage: PersonSession.Open or "change" } found
            || found.Person.Issuer.Length > 0)
            return Ended;
        var person = found.Person;
        if (found.Stage == PersonSession.Open && !await IsPasswordAsync(person, present ?? "", ct))
            return Wrong;
        if (PasswordRules.Check(wanted, person.Name) is { Count: > 0 } errors)
            return Result<LoginStep>.Failed(errors);
        if (PasswordRules.Matches(person.Password, wanted))
            return new HubError(HubErrorCode.FieldMalformed, "This is the password you have; take another.", "password");
        var hash = PasswordRules.Hash(wanted);
        return await db.RunAsync(
            async (tx, stop) =>
            {
                await People.SetPasswordAsync(tx, person.Id, hash, mustChange: false, stop);
                var now = (await People.FindAsync(tx, person.Id, stop))!;
                return new LoginStep(await SessionDesk.BeginAsync(tx, now, LoginStage.Open, cookie, stop), LoginStage.Open);
            },
            ct);
    }

    /// <summary>Recovery codes the person has not used yet.</summary>
    public async Task<int> RecoveryLeftAsync(string person, CancellationToken ct)
    {
        await using var reader = await db.ReadAsync(ct);
        return await PersonSecrets.RecoveryLeftAsync(reader, person, ct);
    }

    internal static string Normal(string text) => text.Trim().ToLowerInvariant();

    private async Task<LoginStep?> ComparedAsync(string name, string password, string from, CancellationToken ct)
    {
        Person? person;
        await using (var reader = await db.ReadAsync(ct))
            person = await People.FindByNameAsync(reader, name, ct);
        if (person is not { Issuer: "" } || password.Length > PasswordRules.Longest)
            person = null;
        if (!await IsPasswordAsync(person, password, ct))
        {
            await FailedAsync<LoginStep>(Wrong, from, "password", person, ct);
            return null;
        }

        var stage = person!.TotpEnrolled ? LoginStage.Code : LoginStage.Enrol;
        return new(await db.RunAsync((tx, stop) => SessionDesk.BeginAsync(tx, person, stage, null, stop), ct), stage);
    }

    private async Task<bool> IsPasswordAsync(Person? person, string password, CancellationToken ct)
    {
        var may = await MayGuessAsync(person?.Id ?? "", ct);
        var isRight = PasswordRules.Matches(may ? person!.Password : PasswordRules.Nobody, password) && may;
        if (isRight)
            await db.RunAsync(
                async (tx, stop) =>
                {
                    await PersonSecrets.GiveBackAsync(tx, person!.Id, stop);
                    return true;
                },
                ct);
        return isRight;
    }

    private async Task<bool> IsCodeAsync(Person person, string code, CancellationToken ct)
    {
        if (!await MayGuessAsync(person.Id, ct))
            return false;
        var given = Normal(code).Replace(" ", "", StringComparison.Ordinal);
        var step = Totp.StepOf(person.TotpSecret, given, clock.GetUtcNow());
        return await db.RunAsync(
            async (tx, stop) =>
            {
                var isRight = step is { } found
                    ? await PersonSecrets.UseStepAsync(tx, person.Id, found, stop)
                    : person.TotpEnrolled
                        && await PersonSecrets.UseRecoveryAsync(tx, person.Id, SessionDesk.HashOf(given), stop);
                if (isRight)
                    await PersonSecrets.ForgetGuessesAsync(tx, person.Id, stop);
                return isRight;
            },
            ct);
    }

    private Task<bool> MayGuessAsync(string person, CancellationToken ct) =>
        db.RunAsync((tx, stop) => PersonSecrets.TakeGuessAsync(tx, person, MostGuesses, Lock, stop), ct);

    private Task<LoginStep> OpenAsync(Person person, string? cookie, CancellationToken ct)
    {
        var stage = person.MustChange ? LoginStage.Change : LoginStage.Open;
        return db.RunAsync(
            async (tx, stop) => new LoginStep(await SessionDesk.BeginAsync(tx, person, stage, cookie, stop), stage), ct);
    }

    private Task LoggedInAsync(Person person, string from, CancellationToken ct)
    {
        PersonLog.LoggedIn(log, person.Name, from);
        return trail.TellAsync(ActOf(person, 200, from), ct);
    }

    // What was typed as a name is not kept: people type passwords there.
    private async Task<Result<T>> FailedAsync<T>(
        HubError error, string from, string stage, Person? person, CancellationToken ct)
    {
        PersonLog.LoginFailed(log, from, stage, person?.Id ?? "unknown");
        await trail.TellAsync(ActOf(person, 401, from) with { Detail = stage }, ct);
        return error;
    }

    private static DeskAct ActOf(Person? person, int status, string from) =>
        new("login", 'E', status, person?.Name ?? "unknown")
        {
            Member = person?.Member ?? "",
            Person = person?.Id,
            Roles = person is null ? [] : PersonAccount.Of(person).Roles,
            Source = from,
        };
}
