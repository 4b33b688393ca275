namespace IntegrationHub.Store;

/// <summary>Guesses and second factors. Every race between two logins is decided by one statement.</summary>
public static class PersonSecrets
{
    // The guess is counted before anything is compared: a hundred guesses at once are no more than five.
    private const string Take = """
        update person
           set failures = case when locked_until <= @now then 1 else failures + 1 end,
               locked_until = case when locked_until <= @now then null when failures + 1 >= @most then @until else null end
         where person_id = @id and disabled_at is null and (locked_until is null or locked_until <= @now)
        returning failures
        """;

    private const string GiveBack = """
        update person set failures = failures - 1, locked_until = null where person_id = @id and failures > 0
        """;

    private const string Forget = """
        update person set failures = 0, locked_until = null, last_login = @now where person_id = @id
        """;

    private const string Begin = """
        update person set totp_secret = @secret, totp_step = 0 where person_id = @id and not totp_enrolled
        """;

    private const string Enrol = "update person set totp_enrolled = @yes where person_id = @id and not totp_enrolled";

    private const string Drop = """
        update person set totp_secret = '', totp_enrolled = @no, totp_step = 0, stamp = @stamp where person_id = @id
        """;

    private const string Step = "update person set totp_step = @step where person_id = @id and totp_step < @step";

    private const string Use = """
        update person_recovery set used_at = @now where person_id = @id and hash = @hash and used_at is null
        """;

    private const string Left = "select count(*) from person_recovery where person_id = @id and used_at is null";

    /// <summary>May this person be guessed at once more? The guess counts from now on.</summary>
    /// <returns>False while the account is locked or closed.</returns>
    public static async Task<bool> TakeGuessAsync(
        HubTransaction tx, string id, int most, TimeSpan locked, CancellationToken ct)
    {
        var now = tx.Clock.GetUtcNow();
        return (await tx.QueryAsync(Take, r => r.GetInt32(0), ct,
            ("@id", id), ("@now", now), ("@most", most), ("@until", now + locked))).Count > 0;
    }

    /// <summary>The guess was right: it does not count.</summary>
    public static Task GiveBackAsync(HubTransaction tx, string id, CancellationToken ct) =>
        tx.ExecuteAsync(GiveBack, ct, ("@id", id));

    /// <summary>The login is complete: guesses before it are forgotten.</summary>
    public static Task ForgetGuessesAsync(HubTransaction tx, string id, CancellationToken ct) =>
        tx.ExecuteAsync(Forget, ct, ("@id", id), ("@now", tx.Clock.GetUtcNow()));

    /// <summary>Keeps the secret of a second factor that is not yet confirmed.</summary>
    /// <returns>False when one is confirmed already.</returns>
    public static async Task<bool> BeginFactorAsync(
        HubTransaction tx, string id, string secret, CancellationToken ct) =>
        await tx.ExecuteAsync(Begin, ct, ("@id", id), ("@secret", secret)) > 0;

    /// <summary>Confirms the second factor and keeps the hashes of new recovery codes.</summary>
    /// <returns>False when it was confirmed before.</returns>
    public static async Task<bool> EnrolAsync(
        HubTransaction tx, string id, IReadOnlyList<string> recovery, CancellationToken ct)
    {
        if (await tx.ExecuteAsync(Enrol, ct, ("@id", id), ("@yes", true)) == 0)
            return false;
        await tx.ExecuteAsync("delete from person_recovery where person_id = @id", ct, ("@id", id));
        foreach (var hash in recovery)
            await tx.ExecuteAsync(
                "insert into person_recovery (person_id, hash) values (@id, @hash)", ct, ("@id", id), ("@hash", hash));
        return true;
    }

    /// <summary>Takes the second factor away; the next login enrols a new one. Sessions and tokens end.</summary>
    public static async Task DropFactorAsync(HubTransaction tx, string id, CancellationToken ct)
    {
        await People.EndAsync(tx, id, ct);
        await tx.ExecuteAsync("delete from person_recovery where person_id = @id", ct, ("@id", id));
        await tx.ExecuteAsync(Drop, ct, ("@id", id), ("@no", false), ("@stamp", People.NewStamp()));
    }

    /// <summary>A code of this time step was shown.</summary>
    /// <returns>False when a code of this step, or a later one, was accepted before.</returns>
    public static async Task<bool> UseStepAsync(HubTransaction tx, string id, long step, CancellationToken ct) =>
        await tx.ExecuteAsync(Step, ct, ("@id", id), ("@step", step)) > 0;

    /// <summary>A recovery code was shown.</summary>
    /// <returns>False when it is unknown or was used.</returns>
    public static async Task<bool> UseRecoveryAsync(HubTransaction tx, string id, string hash, CancellationToken ct) =>
        await tx.ExecuteAsync(Use, ct, ("@id", id), ("@hash", hash), ("@now", tx.Clock.GetUtcNow())) > 0;

    /// <summary>Recovery codes not used yet.</summary>
    public static async Task<int> RecoveryLeftAsync(HubReader reader, string id, CancellationToken ct) =>
        (int)await reader.QuerySingleOrDefaultAsync(Left, r => r.GetInt64(0), ct, ("@id", id));
}
