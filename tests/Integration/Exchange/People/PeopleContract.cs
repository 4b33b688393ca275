using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using IntegrationHub.Integration.Store;
using IntegrationHub.Store;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>What accounts must do on every database.</summary>
public abstract class PeopleContract(IStoreDatabase database)
{
    private readonly ShiftedClock clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_login_enrols_a_second_factor_and_changes_the_password()
    {
        await using var rig = new PeopleRig(database, clock);

        var person = await rig.EnrolAsync(PeopleRig.Draft("first", "county-general", PersonRole.Clinician));
        var visit = (await rig.Sessions.FindAsync(person.Cookie, true, Ct))!;

        Assert.Equal(("first", "county-general", LoginStage.Open, true),
            (visit.Account.Name, visit.Account.Member, visit.Stage, visit.Account.HasFactor));
        Assert.Equal([DeskRight.Self, DeskRight.MakeToken], visit.Account.Rights.Order());
        Assert.Equal(10, person.Recovery.Distinct().Count());
        Assert.Equal(LoginStage.Open, (await rig.LogInAsync(person)).Stage);
        Assert.Equal([200, 200], rig.Trail.Acts.Where(a => a.Event == "login").Select(a => a.Status));
        await using var reader = await rig.Db.ReadAsync(Ct);
        var row = (await People.FindByNameAsync(reader, "first", Ct))!;
        Assert.DoesNotContain(person.Password, row.Password, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guesses_side_by_side_lock_the_account_after_five_and_a_quarter_of_an_hour_opens_it()
    {
        await using var rig = new PeopleRig(database, clock);
        var person = await rig.EnrolAsync(PeopleRig.Draft("guessed", "", PersonRole.Operations));

        var wrong = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            i => rig.Login.PasswordAsync("guessed", $"not the one {i}", "here", Ct)));
        Assert.All(wrong, w => Assert.Equal(HubErrorCode.Unauthorized, Assert.Single(w.Errors).Code));
        var right = await rig.Login.PasswordAsync("guessed", person.Password, "here", Ct);
        var unknown = await rig.Login.PasswordAsync("nobody", person.Password, "here", Ct);
        Assert.Equal(unknown.Errors, right.Errors); // locked, wrong and unknown say the same

        clock.Advance(LoginDesk.Lock);
        Assert.True((await rig.Login.PasswordAsync("guessed", person.Password, "here", Ct)).IsOk);
    }

    [Fact]
    public async Task Right_passwords_do_not_wash_wrong_codes_away()
    {
        await using var rig = new PeopleRig(database, clock);
        var person = await rig.EnrolAsync(PeopleRig.Draft("codes", "", PersonRole.Operations));

        for (var i = 0; i < LoginDesk.MostGuesses; i++)
        {
            var step = (await rig.Login.PasswordAsync("codes", person.Password, "here", Ct)).Value;
            Assert.False((await rig.Login.CodeAsync(step.Cookie, "000000", "here", Ct)).IsOk);
        }

        Assert.False((await rig.Login.PasswordAsync("codes", person.Password, "here", Ct)).IsOk);
    }

    [Fact]
    public async Task A_code_and_a_recovery_code_count_once_even_side_by_side()
    {
        await using var rig = new PeopleRig(database, clock);
        var person = await rig.EnrolAsync(PeopleRig.Draft("once", "", PersonRole.Operations));

        foreach (var code in (string[])[rig.NextCode(person.Secret), person.Recovery[3].ToUpperInvariant()])
        {
            var steps = new List<LoginStep>();
            for (var i = 0; i < 3; i++)
                steps.Add((await rig.Login.PasswordAsync("once", person.Password, "here", Ct)).Value);
            var shown = await Task.WhenAll(steps.Select(s => rig.Login.CodeAsync(s.Cookie, code, "here", Ct)));
            Assert.Single(shown, s => s.IsOk);
        }

        Assert.Equal(9, await rig.Login.RecoveryLeftAsync(
            (await rig.People.FindAsync(PeopleRig.Keeper, "once", Ct)).Value.Id, Ct));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("my name is chooser")]
    [InlineData("Password1234")]
    [InlineData("aaaabbbbaaaabbbb")]
    public async Task A_password_that_would_be_guessed_is_refused(string password)
    {
        await using var rig = new PeopleRig(database, clock);
        var name = "chooser" + password.Length;
        var person = await rig.EnrolAsync(PeopleRig.Draft(name, "", PersonRole.Operations));

        var changed = await rig.Login.ChangeAsync(
            person.Cookie, person.Password, password.Replace("chooser", name, StringComparison.Ordinal), Ct);

        Assert.Contains(changed.Errors, e => e is { Code: HubErrorCode.FieldMalformed, Path: "password" });
        Assert.NotNull(await rig.Sessions.FindAsync(person.Cookie, true, Ct));
    }

    [Theory]
    [InlineData("close")]
    [InlineData("roles")]
    [InlineData("reset")]
    [InlineData("password")]
    [InlineData("everywhere")]
    public async Task Whatever_changes_an_account_ends_its_sessions_and_tokens_in_every_process(string change)
    {
        await using var here = new PeopleRig(database, clock);
        await using var there = new PeopleRig(database, clock);
        var name = "ends-" + change;
        var draft = PeopleRig.Draft(name, "county-general", PersonRole.Clinician);
        var person = await here.EnrolAsync(draft);
        var visit = (await there.Sessions.FindAsync((await here.LogInAsync(person)).Cookie, true, Ct))!;
        var (token, _) = (await here.Tokens.MakeAsync(visit, TimeSpan.FromHours(1), Ct)).Value;
        var caller = (await there.Clients.FindAsync(token, Ct))!;
        Assert.Equal(("county-general", name, visit.Account.Id), (caller.Member, caller.Name, caller.Person));
        Assert.Equal([PersonRole.Clinician], caller.Roles);

        var isDone = change switch
        {
            "close" => (await here.People.CloseAsync(name, true, PeopleRig.Keeper, Ct)).IsOk,
            "roles" => (await here.People.PlaceAsync(
                draft with { Roles = [PersonRole.ReferralDesk] }, PeopleRig.Keeper, Ct)).IsOk,
            "reset" => (await here.People.ResetAsync(name, true, PeopleRig.Keeper, Ct)).IsOk,
            "password" => (await here.Login.ChangeAsync(person.Cookie, person.Password, "another lake, another mill", Ct)).IsOk,
            _ => here.Sessions.EndAllAsync(visit.Account.Id, Ct) is { } ended && await Done(ended),
        };

        Assert.True(isDone);
        Assert.Null(await there.Sessions.FindAsync(person.Cookie, true, Ct));
        Assert.Null(await there.Clients.FindAsync(token, Ct));

        static async Task<bool> Done(Task task)
        {
            await task;
            return true;
        }
    }

    [Fact]
    public async Task A_session_ends_after_thirty_idle_minutes_and_after_eight_hours_in_any_case()
    {
        await using var rig = new PeopleRig(database, clock);
        var person = await rig.EnrolAsync(PeopleRig.Draft("idle", "", PersonRole.Operations));

        clock.Advance(SessionDesk.Idle - TimeSpan.FromMinutes(1));
        Assert.NotNull(await rig.Sessions.FindAsync(person.Cookie, isAct: false, Ct));
        clock.Advance(TimeSpan.FromMinutes(2)); // what the page asked by itself did not count
        Assert.Null(await rig.Sessions.FindAsync(person.Cookie, true, Ct));

        var cookie = (await rig.LogInAsync(person)).Cookie;
        var steps = 0;
        for (; await rig.Sessions.FindAsync(cookie, true, Ct) is not null; steps++)
            clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(24, steps); // 8 hours
    }

    [Fact]
    public async Task A_token_wants_a_fresh_second_factor_a_member_and_at_most_eight_hours()
    {
        await using var rig = new PeopleRig(database, clock);
        var doctor = await rig.EnrolAsync(PeopleRig.Draft("fresh", "town-clinic", PersonRole.Clinician));
        var centre = await rig.EnrolAsync(PeopleRig.Draft("centre", "", PersonRole.Clinician));

        Assert.Equal("member", await ReasonAsync(centre, 60));
        Assert.Equal("minutes", await ReasonAsync(doctor, 8 * 60 + 1));
        Assert.Null(await ReasonAsync(doctor, 8 * 60));
        clock.Advance(PersonTokens.FactorHolds + TimeSpan.FromMinutes(1));
        Assert.Equal("code", await ReasonAsync(doctor, 60));
        Assert.True((await rig.Login.ConfirmAsync(doctor.Cookie, rig.NextCode(doctor.Secret), "here", Ct)).IsOk);
        Assert.Null(await ReasonAsync(doctor, 60));

        async Task<string?> ReasonAsync(PeopleRig.Enrolled person, int minutes)
        {
            var visit = (await rig.Sessions.FindAsync(person.Cookie, true, Ct))!;
            var made = await rig.Tokens.MakeAsync(visit, TimeSpan.FromMinutes(minutes), Ct);
            return made.IsOk ? null : made.Errors[0].Path;
        }
    }

    [Fact]
    public async Task Who_runs_who_gives_rights_and_who_watches_are_three_people()
    {
        await using var rig = new PeopleRig(database, clock);
        PersonRole[] apart = [PersonRole.Administrator, PersonRole.Auditor, PersonRole.Operations];
        foreach (var one in apart)
            foreach (var other in apart.Where(o => o != one))
                Assert.Equal((HubErrorCode.Conflict, "roles"), await RefusedAsync(PeopleRig.Draft("three", "", one, other)));

        Assert.Equal((HubErrorCode.Conflict, "grants"), await RefusedAsync(
            PeopleRig.Draft("three", "", PersonRole.Auditor) with { Grants = [DeskRight.ViewContent] }));
        Assert.Equal((HubErrorCode.FieldMalformed, "grants"), await RefusedAsync(
            PeopleRig.Draft("three", "", PersonRole.Operations) with { Grants = [DeskRight.ManageUsers] }));
        Assert.Equal((HubErrorCode.FieldMissing, "roles"), await RefusedAsync(PeopleRig.Draft("three", "")));
        Assert.Equal((HubErrorCode.FieldMalformed, "member"),
            await RefusedAsync(PeopleRig.Draft("three", "nowhere", PersonRole.Clinician)));
        Assert.Equal((HubErrorCode.FieldMalformed, "name"), await RefusedAsync(PeopleRig.Draft("a b", "", PersonRole.Auditor)));

        async Task<(HubErrorCode, string?)> RefusedAsync(PersonDraft draft)
        {
            var error = Assert.Single((await rig.People.AddAsync(draft, PeopleRig.Keeper, Ct)).Errors);
            return (error.Code, error.Path);
        }
    }

    [Fact]
    public async Task A_members_keeper_sees_and_changes_the_members_accounts_only_and_never_the_own()
    {
        await using var rig = new PeopleRig(database, clock);
        await rig.AddAsync(PeopleRig.Draft("kept", "city-hospital", PersonRole.Clinician));
        await rig.AddAsync(PeopleRig.Draft("foreign", "town-clinic", PersonRole.Clinician));
        await rig.AddAsync(PeopleRig.Draft("chief", "city-hospital", PersonRole.Administrator));
        var chief = (await rig.People.FindAsync(PeopleRig.Keeper, "chief", Ct)).Value;
        var keeper = new AccountKeeper("chief", "city-hospital", chief.Id);

        Assert.Equal(["chief", "kept"], (await rig.People.ListAsync(keeper, "", Ct)).Select(p => p.Name));
        Assert.Equal(HubErrorCode.NotFound, (await rig.People.CloseAsync("foreign", true, keeper, Ct)).Errors[0].Code);
        Assert.Equal("member", (await rig.People.PlaceAsync(
            PeopleRig.Draft("kept", "", PersonRole.Operations), keeper, Ct)).Errors[0].Path);
        Assert.Equal(HubErrorCode.Conflict, (await rig.People.PlaceAsync(
            PeopleRig.Draft("chief", "city-hospital", PersonRole.Auditor), keeper, Ct)).Errors[0].Code);
        Assert.True((await rig.People.CloseAsync("kept", true, keeper, Ct)).IsOk);
        Assert.Equal(HubErrorCode.Conflict, (await rig.People.AddAsync(
            PeopleRig.Draft("Kept", "city-hospital", PersonRole.Clinician), keeper, Ct)).Errors[0].Code);
    }

    [Fact]
    public async Task A_login_away_at_the_provider_comes_back_once_and_within_ten_minutes()
    {
        await using var rig = new PeopleRig(database, clock);
        var away = new OidcLogin("nonce", "verifier", "/ops");
        await AddAsync("one");
        await AddAsync("late");

        Assert.Equal(away, await TakeAsync("one"));
        Assert.Null(await TakeAsync("one"));
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Null(await TakeAsync("late"));

        Task<OidcLogin?> TakeAsync(string hash) =>
            rig.Db.RunAsync((tx, stop) => OidcLogins.TakeAsync(tx, hash, stop), Ct);

        Task<bool> AddAsync(string hash) => rig.Db.RunAsync(
            async (tx, stop) =>
            {
                await OidcLogins.AddAsync(tx, hash, away, TimeSpan.FromMinutes(10), stop);
                return true;
            }, Ct);
    }
}

public sealed class PeopleOnSqlite(SqliteStore db) : PeopleContract(db), IClassFixture<SqliteStore>;

public sealed class PeopleOnPostgres(PostgresStore db) : PeopleContract(db), IClassFixture<PostgresStore>;
