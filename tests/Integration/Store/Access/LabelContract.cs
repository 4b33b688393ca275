using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Access.AccessRig;
using static IntegrationHub.Integration.Store.Samples;
using FhirTask = Hl7.Fhir.Model.Task;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Store.Access;

/// <summary>Classes, parties and packages of records: what every database must do.</summary>
public abstract class LabelContract(IStoreDatabase database) : IAsyncLifetime
{
    private static readonly string[] Labelled = ["resource", "resource_history"];

    private readonly AccessRig rig = new(database);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_report_is_as_sensitive_as_its_results_written_with_it_before_it_or_after_it()
    {
        var patient = await rig.PatientAsync();
        var (before, with, after) = (NewId(), NewId(), NewId());
        await rig.PutAsync(Observation(patient, "75622-1", Day(1)), before);
        var old = await rig.PutAsync(Report(patient, before));
        Assert.Equal(RecordClass.Result | RecordClass.Hiv, await rig.NeedsAsync(old));

        var stored = await rig.Db.StoreAsync(
            Write(Report(patient, with), NewId()), Write(Observation(patient, "20507-0", Day(1)), with));
        Assert.Equal(RecordClass.Result | RecordClass.SexualHealth, await rig.NeedsAsync(stored[0]));

        var early = await rig.PutAsync(Report(patient, after));
        var document = await rig.PutAsync(Document(patient, early));
        Assert.Equal(RecordClass.Result, await rig.NeedsAsync(early));
        await rig.PutAsync(Observation(patient, "75622-1", Day(1)), after);
        Assert.Equal(RecordClass.Result | RecordClass.Hiv, await rig.NeedsAsync(early));
        Assert.Equal(RecordClass.Document | RecordClass.Hiv, await rig.NeedsAsync(document));
    }

    [Fact]
    public async Task A_record_that_becomes_sensitive_hides_what_was_said_before()
    {
        var patient = await rig.PatientAsync();
        await rig.VisitAsync(patient, City);
        var result = await rig.PutAsync(Observation(patient, "718-7", Day(1)));
        await rig.PutAsync(Observation(patient, "718-7", Day(2)), result.Id);
        Assert.True(await rig.SeesOlderAsync(City, result));

        var labelled = Observation(patient, "718-7", Day(2));
        labelled.Meta = new() { Security = [new(FhirNames.V3("Confidentiality"), "R")] };
        await rig.PutAsync(labelled, result.Id);

        Assert.False(await rig.SeesAsync(City, result));
        Assert.False(await rig.SeesOlderAsync(City, result));
        Assert.True(await rig.SeesOlderAsync(County, result));
    }

    [Fact]
    public async Task A_member_that_a_record_names_sees_it_until_the_record_names_it_no_more()
    {
        var patient = await rig.PatientAsync();
        var request = await rig.PutAsync(Request(patient, Far));
        Assert.True(await rig.SeesAsync(Far, request));
        Assert.False(await rig.SeesAsync(Town, request));

        await rig.PutAsync(Request(patient, Town), request.Id);
        Assert.False(await rig.SeesAsync(Far, request));
        Assert.True(await rig.SeesAsync(Town, request));

        await rig.DeleteAsync(await rig.PutAsync(Request(patient, Far), request.Id));
        Assert.False(await rig.SeesAsync(Far, request));
    }

    [Fact]
    public async Task A_package_opens_what_its_sender_keeps_and_never_what_others_keep()
    {
        var patient = await rig.PatientAsync();
        var own = await rig.PutAsync(Observation(patient, "75622-1", Day(1)));
        var others = await rig.PutAsync(Observation(patient, "718-7", Day(1)), custodian: City);
        var request = Request(patient, Far);
        request.SupportingInfo = [new($"Observation/{own.Id}"), new($"Observation/{others.Id}")];
        var stored = await rig.PutAsync(request);
        Assert.True(await rig.SeesAsync(Far, own));
        Assert.False(await rig.SeesAsync(Far, others));

        request.Status = RequestStatus.Revoked;
        await rig.PutAsync(request, stored.Id);
        Assert.False(await rig.SeesAsync(Far, own));
        Assert.True(await rig.SeesAsync(Far, stored));
    }

    [Fact]
    public async Task A_denial_closes_a_record_to_a_party_as_well()
    {
        var patient = await rig.PatientAsync();
        var request = await rig.PutAsync(Request(patient, Far));
        await rig.ConsentAsync(patient, new()
        {
            Type = Consent.ConsentProvisionType.Deny,
            Actor = [Actor(Far)],
            Class = [new("http://hl7.org/fhir/resource-types", "ServiceRequest")],
        });
        Assert.False(await rig.SeesAsync(Far, request));
        Assert.True(await rig.SeesAsync(County, request));
    }

    [Fact]
    public async Task Who_does_a_task_or_gets_a_message_sees_it()
    {
        var patient = await rig.PatientAsync();
        var task = await rig.PutAsync(new FhirTask
        {
            Status = FhirTask.TaskStatus.Requested,
            Intent = FhirTask.TaskIntent.Order,
            For = new("Patient/" + patient),
            Owner = new("Organization/" + Far),
        });
        var message = await rig.PutAsync(new Communication
        {
            Status = EventStatus.Completed,
            Subject = new("Patient/" + patient),
            Recipient = [new("Organization/" + Far)],
        });
        Assert.True(await rig.SeesAsync(Far, task));
        Assert.True(await rig.SeesAsync(Far, message));
        Assert.False(await rig.SeesAsync(Town, task));
    }

    [Fact]
    public async Task Open_records_are_seen_by_all_and_records_of_nobody_only_by_who_keeps_them()
    {
        var place = await rig.PutAsync(new Location { Name = "门诊楼" });
        var basic = await rig.PutAsync(new Basic { Code = new() { Text = "x" } });
        Assert.True(await rig.SeesAsync(Far, place));
        Assert.False(await rig.SeesAsync(City, basic));
        Assert.True(await rig.SeesAsync(County, basic));
    }

    [Fact]
    public async Task Indexing_anew_gives_old_rows_and_old_versions_their_class_and_their_relations()
    {
        var patient = await rig.PatientAsync();
        var result = await rig.PutAsync(Observation(patient, "75622-1", Day(1)));
        await rig.PutAsync(Observation(patient, "718-7", Day(2)), result.Id);
        await rig.VisitAsync(patient, City);
        await rig.Db.RunAsync(async (tx, ct) =>
        {
            foreach (var table in Labelled)
                await tx.ExecuteAsync($"update {table} set needs = 1099511627776", ct);
            await tx.ExecuteAsync("delete from care_relation", ct);
            await tx.ExecuteAsync("delete from patient_access", ct);
            return await IndexJobs.StartAsync(tx, [], [], [], TimeSpan.Zero, ct);
        }, Ct);
        Assert.False(await rig.SeesAsync(City, result));

        while (await IndexJobs.StepAsync(rig.Db, Ct))
        {
        }

        Assert.True(await rig.SeesAsync(City, result));
        Assert.False(await rig.SeesOlderAsync(City, result));
        Assert.Equal(RecordClass.Result, await rig.NeedsAsync(result));
    }

    private static DiagnosticReport Report(string patient, string result) => new()
    {
        Status = DiagnosticReport.DiagnosticReportStatus.Final,
        Code = new(Loinc, "58410-2"),
        Subject = new("Patient/" + patient),
        Result = [new("Observation/" + result)],
    };

    private static Composition Document(string patient, StoredResource held) => new()
    {
        Status = CompositionStatus.Final,
        Type = new(Loinc, "11503-0"),
        Subject = new("Patient/" + patient),
        Date = Day(1),
        Title = "小结",
        Section = [new() { Entry = [new($"{held.Type}/{held.Id}")] }],
    };

    private static ServiceRequest Request(string patient, string performer) => new()
    {
        Status = RequestStatus.Active,
        Intent = RequestIntent.Order,
        Subject = new("Patient/" + patient),
        Performer = [new("Organization/" + performer)],
    };
}

public sealed class LabelsOnSqlite(SqliteStore db) : LabelContract(db), IClassFixture<SqliteStore>;

public sealed class LabelsOnPostgres(PostgresStore db) : LabelContract(db), IClassFixture<PostgresStore>;
