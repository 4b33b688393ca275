using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Xunit;

namespace IntegrationHub.Integration.Store;

/// <summary>Resources of invented people, and short ways to store them.</summary>
internal static class Samples
{
    public const string County = "county";
    public const string Loinc = FhirNames.Loinc;

    public static readonly DateTimeOffset Nine = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static string NewId() => Guid.NewGuid().ToString();

    public static BusinessKey Key(string type, string value) => new(type, FhirNames.Scoped(County, "mr"), value);

    public static Patient Patient(string number, string name = "张三") => new()
    {
        Identifier = [new(FhirNames.Scoped(County, "mr"), number)],
        Name = [new() { Text = name }],
        Gender = AdministrativeGender.Male,
        BirthDate = "1980-01-01",
    };

    public static Observation Observation(
        string patientId, string code, string at, decimal value = 1, string number = "",
        string status = "final") => new()
        {
            Identifier = number.Length == 0 ? [] : [new(FhirNames.Scoped(County, "observation"), number)],
            Status = Enum.Parse<ObservationStatus>(status, ignoreCase: true),
            Category = [new(FhirNames.Terminology("observation-category"), "laboratory")],
            Code = new() { Coding = [new(Loinc, code), new($"urn:hub:{County}:items", code)] },
            Subject = new($"Patient/{patientId}"),
            Effective = new FhirDateTime(at),
            Value = new Quantity(value, "mmol/L"),
        };

    public static ResourceWrite Write(
        Resource resource, string? id = null, string? patientId = null, DateTimeOffset? at = null,
        params BusinessKey[] keys) =>
        new(resource.TypeName, id, keys, resource, County, patientId, at ?? Nine, Guid.NewGuid());

    public static Task<IReadOnlyList<StoredResource>> StoreAsync(this HubDb db, params ResourceWrite[] writes) =>
        db.RunAsync((tx, ct) => Resources.WriteAsync(tx, writes, ct), Ct);

    public static async Task<StoredResource> StoreOneAsync(
        this HubDb db, Resource resource, string? id = null, string? patientId = null, DateTimeOffset? at = null) =>
        (await db.StoreAsync(Write(resource, id ?? NewId(), patientId, at)))[0];

    public static async Task<T> ReadAsync<T>(this HubDb db, Func<HubReader, Task<T>> read)
    {
        await using var reader = await db.ReadAsync(Ct);
        return await read(reader);
    }

    public static SearchQuery Query(string? type, string parameters)
    {
        var pairs = parameters.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2)).Select(p => KeyValuePair.Create(p[0], p[1]));
        var query = SearchParser.Parse(type, pairs, Nine);
        Assert.True(query.IsOk, string.Join("; ", query.Errors));
        return query.Value;
    }

    public static Task<SearchPage> SearchAsync(this HubDb db, string type, string parameters) =>
        db.SearchAsync(Query(type, parameters));

    public static async Task<SearchPage> SearchAsync(this HubDb db, SearchQuery query)
    {
        var page = await db.ReadAsync(r => Searches.RunAsync(r, query, Ct));
        Assert.True(page.IsOk, string.Join("; ", page.Errors));
        return page.Value;
    }

    public static async Task<string[]> IdsAsync(this HubDb db, string type, string parameters) =>
        [.. (await db.SearchAsync(type, parameters)).Matches.Select(m => m.Id)];

    public static string Day(int day) =>
        string.Create(CultureInfo.InvariantCulture, $"2026-01-{day:00}T08:00:00+08:00");
}
