using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Xunit;
using static Hl7.Fhir.Model.Encounter;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Hl7.Fhir.Model.Task.TaskStatus;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Broken glass, and what referrals open: on every database.</summary>
public abstract class BrokenGlassContract(EmptyDatabase database)
{
    private const string IdNumber = "11010519491231002X";
    private const string Reason = "昏迷患者，需要了解用药史";

    private static readonly Caller Clinician = Person("village", "li", PersonRole.Clinician);

    [Fact]
    public async Task A_clinician_opens_a_record_for_four_hours_or_until_it_is_closed()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var patient = await AdmittedAsync(rig);
        Assert.Empty(await VisitsSeenAsync(rig, Clinician));

        var grant = (await OpenAsync(rig, Clinician, new() { PatientId = patient, Reason = Reason })).Value;
        Assert.Single(await VisitsSeenAsync(rig, Clinician));
        Assert.Empty(await VisitsSeenAsync(rig, Clinician, TimeSpan.FromHours(4)));
        Assert.Empty(await VisitsSeenAsync(rig, Person("village", "wang", PersonRole.Clinician)));
        Assert.Empty(await VisitsSeenAsync(rig, new("village", "his")));

        Assert.False((await Desk(rig).EndAsync(Person("village", "wang", PersonRole.Clinician), grant.Id, Ct)).IsOk);
        Assert.True((await Desk(rig).EndAsync(Clinician, grant.Id, Ct)).Value);
        Assert.Empty(await VisitsSeenAsync(rig, Clinician));
    }

    [Fact]
    public async Task The_answer_is_the_same_whether_there_is_such_a_patient_or_not()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        await AdmittedAsync(rig);
        var known = await OpenAsync(rig, Clinician, new() { Identifier = ("urn:hub:county:mr", "C1"), Reason = Reason });
        var unknown = await OpenAsync(rig, Clinician, new() { Identifier = ("urn:hub:county:mr", "C2"), Reason = Reason });
        var strange = await OpenAsync(rig, Clinician, new() { PatientId = "nobody", Reason = Reason });

        Assert.All(new[] { known, unknown, strange }, a =>
            Assert.Equal(BrokenGlassDesk.Lasts, a.Value.ValidUntil - a.Value.GrantedAt));
        Assert.Single(await VisitsSeenAsync(rig, Clinician));
        var waiting = await Desk(rig).ListAsync(Person("village", "zhao", PersonRole.Auditor), waiting: true, Ct);
        Assert.Equal([strange.Value.Id, unknown.Value.Id], waiting.Value.Select(g => g.Id));
    }

    [Fact]
    public async Task Systems_other_roles_short_reasons_and_other_purposes_are_refused()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var patient = await AdmittedAsync(rig);
        var request = new GlassRequest { PatientId = patient, Reason = Reason };

        Assert.Equal(
            [HubErrorCode.SenderNotAllowed, HubErrorCode.SenderNotAllowed],
            new[]
            {
                await OpenAsync(rig, new("village", "his"), request),
                await OpenAsync(rig, Person("village", "sun", PersonRole.ReferralDesk), request),
            }.Select(a => a.Errors[0].Code));
        var bad = await OpenAsync(rig, Clinician, new() { Reason = " 急诊 ", Purpose = "HRESCH" });
        Assert.Equal(["patient", "reason", "purpose"], bad.Errors.Select(e => e.Path));
        Assert.Empty((await Desk(rig).ListAsync(
            Person("city", "admin", PersonRole.Administrator), waiting: false, Ct)).Value);
    }

    [Fact]
    public async Task An_auditor_of_a_custodian_reviews_it_once()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var patient = await AdmittedAsync(rig);
        var grant = (await OpenAsync(rig, Clinician, new() { PatientId = patient, Reason = Reason })).Value;
        var (own, stranger) = (Person("county", "qian", PersonRole.Auditor), Person("city", "sun", PersonRole.Auditor));

        Assert.Empty((await Desk(rig).ListAsync(stranger, waiting: true, Ct)).Value);
        Assert.Equal([grant.Id], (await Desk(rig).ListAsync(own, waiting: true, Ct)).Value.Select(g => g.Id));
        Assert.Equal(
            HubErrorCode.NotFound, (await Desk(rig).ReviewAsync(stranger, grant.Id, true, "", Ct)).Errors[0].Code);
        var verdict = (await Desk(rig).ReviewAsync(own, grant.Id, justified: false, "无急诊记录", Ct)).Value;
        Assert.Equal(("unjustified", "qian", "无急诊记录"), (verdict.Verdict, verdict.ReviewedBy, verdict.Note));
        Assert.Equal(HubErrorCode.Conflict, (await Desk(rig).ReviewAsync(own, grant.Id, true, "", Ct)).Errors[0].Code);
        Assert.Empty((await Desk(rig).ListAsync(own, waiting: true, Ct)).Value);
        var self = Clinician with { Roles = [PersonRole.Clinician, PersonRole.Administrator] };
        Assert.Equal(
            HubErrorCode.SenderNotAllowed, (await Desk(rig).ReviewAsync(self, grant.Id, true, "", Ct)).Errors[0].Code);
    }

    [Fact]
    public async Task A_referral_opens_the_senders_records_first_and_the_receivers_only_after_its_answer()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var (town, county) = (new Hospital("town", "M1", IdNumber), new Hospital("county", "C1", IdNumber));
        await rig.TakeAsync(town.Visit("A04", "T1", EncounterStatus.Cancelled));
        await rig.TakeAsync(county.Visit("A04", "V1", EncounterStatus.Cancelled));
        var (his, hospital) = (new Caller("town", "his"), new Caller("county", "his"));
        Assert.Equal(["town"], await VisitsSeenAsync(rig, his));

        await rig.TakeAsync(town.Refer("I12", "R1", "town", "county", reason: "胸痛"));
        Assert.Equal(["town"], await VisitsSeenAsync(rig, his));
        Assert.Equal(["county", "town"], await VisitsSeenAsync(rig, hospital));

        await rig.TakeAsync(county.Refer("I13", "R1", "town", "county", TaskStatus.Accepted));
        Assert.Equal(["county", "town"], await VisitsSeenAsync(rig, his));
        Assert.Equal([], await VisitsSeenAsync(rig, new("village", "his")));

        await rig.TakeAsync(town.Refer("I14", "R1", "town", "county", TaskStatus.Cancelled));
        Assert.Equal(["town"], await VisitsSeenAsync(rig, his));
        Assert.Equal(["county"], await VisitsSeenAsync(rig, hospital));
    }

    private static CancellationToken Ct => ExchangeRig.Ct;

    private static Caller Person(string member, string id, params PersonRole[] roles) =>
        new(member, id) { Person = id, Roles = roles };

    private static BrokenGlassDesk Desk(ExchangeRig rig) => rig.Get<BrokenGlassDesk>();

    private static Task<Result<GlassGrant>> OpenAsync(ExchangeRig rig, Caller caller, GlassRequest request) =>
        Desk(rig).OpenAsync(caller, request, Ct);

    // A patient in the county's hospital, as its messages tell.
    private static async Task<string> AdmittedAsync(ExchangeRig rig)
    {
        await rig.TakeAsync(new Hospital("county", "C1", IdNumber).Visit("A01", "V1", EncounterStatus.InProgress));
        return Assert.Single((await rig.SearchAsync("Patient")).Matches).Id;
    }

    /// <summary>Custodians of the visits a caller sees.</summary>
    private static async Task<IReadOnlyList<string>> VisitsSeenAsync(
        ExchangeRig rig, Caller caller, TimeSpan later = default)
    {
        var now = TimeProvider.System.GetUtcNow();
        var view = rig.Get<CallerView>().Of(caller, now);
        await using var reader = await rig.Db.ReadAsync(Ct);
        return await reader.QueryAsync(
            $"select r.custodian from resource r where r.type = 'Encounter' and {view.Where("r")} order by r.custodian",
            r => r.GetString(0), Ct, view.Parameters(now + later));
    }
}

public sealed class BrokenGlassOnSqlite(SqliteFolder folder)
    : BrokenGlassContract(folder.NewAsync), IClassFixture<SqliteFolder>;

public sealed class BrokenGlassOnPostgres() : BrokenGlassContract(ExchangeRig.PostgresAsync);
