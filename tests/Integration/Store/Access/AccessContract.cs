using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Access.AccessRig;
using static IntegrationHub.Integration.Store.Samples;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Store.Access;

/// <summary>Care relations, consents and labels: what every database must do.</summary>
public abstract class AccessContract(IStoreDatabase database) : IAsyncLifetime
{
    private readonly AccessRig rig = new(database);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_visit_opens_the_record_of_peers_until_it_is_cancelled()
    {
        var patient = await rig.PatientAsync();
        var result = await rig.PutAsync(Observation(patient, "718-7", Day(1)));
        Assert.False(await rig.SeesAsync(City, result));

        var visit = await rig.VisitAsync(patient, City);
        Assert.True(await rig.SeesAsync(City, result));
        Assert.False(await rig.SeesAsync(Town, result));
        Assert.True(await rig.SeesAsync(County, result));

        await rig.VisitAsync(patient, City, Encounter.EncounterStatus.Cancelled, visit.Id);
        Assert.False(await rig.SeesAsync(City, result));
    }

    [Fact]
    public async Task A_member_outside_the_consortium_sees_nothing_of_it_even_with_a_visit()
    {
        var patient = await rig.PatientAsync();
        var result = await rig.PutAsync(Observation(patient, "718-7", Day(1)));
        await rig.VisitAsync(patient, Far);
        Assert.False(await rig.SeesAsync(Far, result));
    }

    [Fact]
    public async Task A_finished_visit_opens_the_record_for_thirty_days_and_a_deleted_one_not_at_all()
    {
        var patient = await rig.PatientAsync();
        var result = await rig.PutAsync(Observation(patient, "718-7", Day(1)));
        var visit = await rig.VisitAsync(patient, City, Encounter.EncounterStatus.Finished, period: Until(-29));
        Assert.True(await rig.SeesAsync(City, result));

        await rig.VisitAsync(patient, City, Encounter.EncounterStatus.Finished, visit.Id, Until(-31));
        Assert.False(await rig.SeesAsync(City, result));

        var current = await rig.VisitAsync(patient, City, Encounter.EncounterStatus.InProgress, visit.Id);
        Assert.True(await rig.SeesAsync(City, result));
        await rig.DeleteAsync(current);
        Assert.False(await rig.SeesAsync(City, result));
    }

    [Fact]
    public async Task A_contract_opens_the_record_while_it_is_active()
    {
        var patient = await rig.PatientAsync();
        var result = await rig.PutAsync(Observation(patient, "718-7", Day(1)));
        var contract = await rig.PutAsync(Contract(patient, Town, EpisodeOfCare.EpisodeOfCareStatus.Active), custodian: Town);
        Assert.True(await rig.SeesAsync(Town, result));

        await rig.PutAsync(
            Contract(patient, Town, EpisodeOfCare.EpisodeOfCareStatus.Finished), contract.Id, custodian: Town);
        Assert.False(await rig.SeesAsync(Town, result));
    }

    [Fact]
    public async Task A_contract_that_one_member_signs_for_another_opens_the_signers_own_records_only()
    {
        var patient = await rig.PatientAsync();
        var ofCounty = await rig.PutAsync(Observation(patient, "718-7", Day(1)));
        var ofTown = await rig.PutAsync(Observation(patient, "718-7", Day(1)), custodian: Town);
        await rig.PutAsync(Contract(patient, City, EpisodeOfCare.EpisodeOfCareStatus.Active), custodian: Town);

        Assert.True(await rig.SeesAsync(City, ofTown));
        Assert.False(await rig.SeesAsync(City, ofCounty));
    }

    [Fact]
    public async Task A_member_sees_who_a_patient_with_its_number_is_and_nothing_else()
    {
        var known = Patient(NewId());
        known.Identifier.Add(new(FhirNames.Scoped(City, "mr"), "7"));
        var patient = await rig.PutAsync(known);
        var result = await rig.PutAsync(Observation(patient.Id, "718-7", Day(1)));

        Assert.True(await rig.SeesAsync(City, patient));
        Assert.False(await rig.SeesAsync(City, result));
        Assert.False(await rig.SeesAsync(Town, patient));

        await rig.PutAsync(Patient(NewId()), patient.Id);
        Assert.False(await rig.SeesAsync(City, patient));
    }

    [Fact]
    public async Task A_sensitive_record_is_closed_to_a_visit_and_open_after_a_permit_that_names_class_and_member()
    {
        var patient = await rig.PatientAsync();
        var hiv = await rig.PutAsync(Observation(patient, "75622-1", Day(1)));
        await rig.VisitAsync(patient, City);
        Assert.Equal(RecordClass.Result | RecordClass.Hiv, await rig.NeedsAsync(hiv));
        Assert.False(await rig.SeesAsync(City, hiv));

        var permit = Provision(permits: true, City);
        permit.SecurityLabel = [new(FhirNames.V3("ActCode"), "HIV")];
        var consent = await rig.ConsentAsync(patient, permit);
        Assert.True(await rig.SeesAsync(City, hiv));

        await rig.DeleteAsync(consent);
        Assert.False(await rig.SeesAsync(City, hiv));
    }

    [Fact]
    public async Task A_denial_for_all_closes_the_record_and_its_withdrawal_opens_it_in_the_same_transaction()
    {
        var patient = await rig.PatientAsync();
        var result = await rig.PutAsync(Observation(patient, "718-7", Day(1)));
        await rig.VisitAsync(patient, City);
        var consent = await rig.ConsentAsync(patient, Provision(permits: false));
        Assert.False(await rig.SeesAsync(City, result));
        Assert.True(await rig.SeesAsync(County, result));

        await rig.Db.RunAsync(async (tx, ct) =>
        {
            var body = FhirJson.Parse<Consent>(consent.BodyJson);
            body.Status = Consent.ConsentState.Inactive;
            await Resources.WriteAsync(
                tx, [new("Consent", consent.Id, [], body, County, null, Now, Guid.NewGuid())], ct);
            var view = View(City);
            Assert.Single(await tx.QueryAsync(
                $"select r.id from resource r where r.id = @i and {view.Where("r")}", r => r.GetString(0), ct,
                [("@i", result.Id), .. view.Parameters(Now)]));
            tx.Abandon();
            return true;
        }, Ct);
        Assert.False(await rig.SeesAsync(City, result));
    }

    [Fact]
    public async Task A_permit_by_name_stands_against_a_denial_for_all_and_falls_before_a_denial_by_name()
    {
        var patient = await rig.PatientAsync();
        var result = await rig.PutAsync(Observation(patient, "718-7", Day(1)));
        await rig.VisitAsync(patient, City);
        await rig.VisitAsync(patient, Town);
        await rig.ConsentAsync(patient, Provision(permits: false));
        await rig.ConsentAsync(patient, Provision(permits: true, City));
        Assert.True(await rig.SeesAsync(City, result));
        Assert.False(await rig.SeesAsync(Town, result));

        await rig.ConsentAsync(patient, Provision(permits: false, City));
        Assert.False(await rig.SeesAsync(City, result));
    }

    [Fact]
    public async Task A_denial_may_be_about_one_custodians_records_only()
    {
        var patient = await rig.PatientAsync();
        var ofCounty = await rig.PutAsync(Observation(patient, "718-7", Day(1)));
        var ofTown = await rig.PutAsync(Observation(patient, "718-7", Day(1)), custodian: Town);
        await rig.VisitAsync(patient, City);
        var denial = Provision(permits: false);
        denial.Actor = [Actor(Town, "CST")];
        await rig.ConsentAsync(patient, denial);

        Assert.True(await rig.SeesAsync(City, ofCounty));
        Assert.False(await rig.SeesAsync(City, ofTown));
    }

    [Fact]
    public async Task A_consent_concerns_its_own_patient_only()
    {
        var (one, other) = (await rig.PatientAsync(), await rig.PatientAsync());
        var result = await rig.PutAsync(Observation(other, "718-7", Day(1)));
        await rig.VisitAsync(other, City);
        await rig.ConsentAsync(one, Provision(permits: false));
        Assert.True(await rig.SeesAsync(City, result));
    }

    [Fact]
    public async Task Glass_opens_to_the_person_alone_what_is_not_very_restricted()
    {
        var patient = await rig.PatientAsync();
        var hiv = await rig.PutAsync(Observation(patient, "75622-1", Day(1)));
        var closed = Observation(patient, "718-7", Day(1));
        closed.Meta = new() { Security = [new(FhirNames.V3("Confidentiality"), "V")] };
        var very = await rig.PutAsync(closed);
        await rig.Db.RunAsync(async (tx, ct) =>
        {
            await tx.ExecuteAsync(
                """
                insert into break_glass (id, patient_id, person, member, reason, granted_at, valid_until)
                values (@id, @p, 'li', @m, 'unconscious', @now, @until)
                """, ct, ("@id", Guid.NewGuid()), ("@p", patient), ("@m", City), ("@now", Now.AddMinutes(-1)),
                ("@until", Now.AddHours(4)));
            await CareRelations.PlanAsync(tx, patient, ct);
            return true;
        }, Ct);

        Assert.True(await rig.SeesAsync(City, hiv, "li"));
        Assert.False(await rig.SeesAsync(City, very, "li"));
        Assert.False(await rig.SeesAsync(City, hiv, "wang"));
        Assert.False(await rig.SeesAsync(City, hiv));
    }

    [Fact]
    public async Task After_a_merge_relations_and_consents_are_those_of_the_survivor()
    {
        var (lost, kept) = (await rig.PatientAsync(), await rig.PatientAsync());
        var (ofLost, ofKept) = (
            await rig.PutAsync(Observation(lost, "718-7", Day(1))), await rig.PutAsync(Observation(kept, "718-7", Day(1))));
        await rig.VisitAsync(lost, City);
        await rig.VisitAsync(kept, Town);
        await rig.ConsentAsync(kept, Provision(permits: false, Town));
        await rig.Db.RunAsync(
            (tx, ct) => CareRelations.PutAsync(
                tx, "ServiceRequest/" + lost,
                [CareRelation.Begun(tx.Policy, "ServiceRequest/" + lost, lost, Far, RelationKinds.Offer, County, Now)],
                ct).ContinueWith(_ => true, ct, TaskContinuationOptions.None, TaskScheduler.Default), Ct);
        Assert.True(await rig.SeesAsync(Far, ofLost));
        await rig.Db.RunAsync((tx, ct) => Resources.RepointPatientAsync(tx, lost, kept, Guid.NewGuid(), ct), Ct);

        Assert.True(await rig.SeesAsync(City, ofLost));
        Assert.True(await rig.SeesAsync(City, ofKept));
        Assert.True(await rig.SeesAsync(Far, ofKept));
        Assert.False(await rig.SeesAsync(Town, ofLost));
        Assert.False(await rig.SeesAsync(Town, ofKept));
    }

    private static Period Until(int days) => new()
    {
        Start = At(-60),
        End = At(days),
    };

    private static EpisodeOfCare Contract(
        string patient, string member, EpisodeOfCare.EpisodeOfCareStatus status) => new()
        {
            Status = status,
            Patient = new("Patient/" + patient),
            ManagingOrganization = new("Organization/" + member),
            Period = new() { Start = At(-3) },
        };

    private static Consent.provisionComponent Provision(bool permits, string? member = null) => new()
    {
        Type = permits ? Consent.ConsentProvisionType.Permit : Consent.ConsentProvisionType.Deny,
        Actor = member is null ? [] : [Actor(member)],
    };
}

public sealed class AccessOnSqlite(SqliteStore db) : AccessContract(db), IClassFixture<SqliteStore>;

public sealed class AccessOnPostgres(PostgresStore db) : AccessContract(db), IClassFixture<PostgresStore>;
