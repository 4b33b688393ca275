using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.Extensions.Time.Testing;

namespace IntegrationHub.Integration.Store.Access;

/// <summary>Three members of one consortium and one outside; what each of them sees.</summary>
internal sealed class AccessRig(IStoreDatabase database, AccessPolicy? policy = null) : IAsyncDisposable
{
    public const string City = "city";
    public const string Town = "town";
    public const string Far = "far";

    public static readonly MemberDirectory Members = new(
        [Member(Samples.County), Member(City), Member(Town), Member(Far)],
        [
            new()
            {
                Id = "county-community",
                Name = "县域医共体",
                Kind = ConsortiumKind.CountyCommunity,
                Lead = Samples.County,
                Members = [Samples.County, City, Town],
            },
        ]);

    public HubDb Db { get; } = database.OpenAgain(new FakeTimeProvider(Now), policy ?? new() { Members = Members });

    public static DateTimeOffset Now => Samples.Nine;

    public static string At(int days) =>
        Now.AddDays(days).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    public async Task<StoredResource> PutAsync(Resource resource, string? id = null, string custodian = Samples.County)
    {
        id ??= Samples.NewId();
        var owner = resource is Patient ? id : null;
        return (await Db.StoreAsync(new ResourceWrite(
            resource.TypeName, id, [], resource, custodian, owner, Now, Guid.NewGuid())))[0];
    }

    public Task<ChangeOutcome> DeleteAsync(StoredResource stored) => Db.RunAsync(
        async (tx, ct) => await Resources.ChangeAsync(
            tx, await Resources.LockAsync(tx, [new(stored.Type, stored.Id)], ct),
            [new(stored.Type, stored.Id, null, stored.Custodian, Guid.NewGuid())], ct),
        Samples.Ct);

    public async Task<string> PatientAsync(string custodian = Samples.County) =>
        (await PutAsync(Samples.Patient(Samples.NewId()), custodian: custodian)).Id;

    public Task<StoredResource> VisitAsync(
        string patient, string member, Encounter.EncounterStatus status = Encounter.EncounterStatus.InProgress,
        string? id = null, Period? period = null) => PutAsync(
        new Encounter
        {
            Status = status,
            Class = new("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB"),
            Subject = new("Patient/" + patient),
            Period = period ?? new() { Start = At(-1) },
        }, id, member);

    public Task<StoredResource> ConsentAsync(
        string patient, Consent.provisionComponent provision, string? id = null,
        Consent.ConsentState status = Consent.ConsentState.Active) => PutAsync(
        new Consent
        {
            Status = status,
            Scope = new("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
            Category = [new("http://loinc.org", "59284-0")],
            Patient = new("Patient/" + patient),
            Provision = provision,
        }, id);

    public static Consent.provisionActorComponent Actor(string member, string role = "IRCP") => new()
    {
        Role = new("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", role),
        Reference = new("Organization/" + member),
    };

    /// <summary>The view of a member's system, or of one of its clinicians.</summary>
    public static RecordView View(string member, string? person = null) => new()
    {
        Member = member,
        Grantees = person is null ? [member] : [member, BrokenGlass.GranteeOf(person)],
        Peers = Members.Peers(member, Now),
    };

    /// <summary>Does the member see the current row?</summary>
    public Task<bool> SeesAsync(string member, StoredResource stored, string? person = null) =>
        SeesAsync(View(member, person), "resource", stored);

    /// <summary>Versions the member sees, of history and current row.</summary>
    public async Task<bool> SeesOlderAsync(string member, StoredResource stored) =>
        await SeesAsync(View(member), "resource_history", stored);

    public async Task<bool> SeesAsync(RecordView view, string table, StoredResource stored)
    {
        await using var reader = await Db.ReadAsync(Samples.Ct);
        var rows = await reader.QueryAsync(
            $"select r.id from {table} r where r.type = @t and r.id = @i and {view.Where("r")}", r => r.GetString(0),
            Samples.Ct, [("@t", stored.Type), ("@i", stored.Id), .. view.Parameters(Now)]);
        return rows.Count > 0;
    }

    public async Task<RecordClass> NeedsAsync(StoredResource stored)
    {
        await using var reader = await Db.ReadAsync(Samples.Ct);
        return (RecordClass)await reader.QuerySingleOrDefaultAsync(
            "select needs from resource where type = @t and id = @i", r => r.GetInt64(0), Samples.Ct,
            ("@t", stored.Type), ("@i", stored.Id));
    }

    public ValueTask DisposeAsync() => Db.DisposeAsync();

    private static Member Member(string id) => new()
    {
        Id = id,
        Name = id,
        Tier = Tier.County,
        Facilities = [id],
        Gateway = "gw-" + id,
    };
}
