using Hl7.Fhir.Model;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Store;

/// <summary>Every type of parameter with its prefixes and modifiers.</summary>
public abstract class SearchValuesContract(IStoreDatabase database)
{
    private const string Ucum = "http://unitsofmeasure.org";
    private readonly HubDb db = database.Db;

    [Theory]
    [InlineData("5.4", "b")]
    [InlineData("5.40", "b")]
    [InlineData("5", "b")]
    [InlineData("eq5.4", "b")]
    [InlineData("ne5.4", "a c")]
    [InlineData("gt5.4", "c")]
    [InlineData("ge5.4", "b c")]
    [InlineData("lt5.4", "a")]
    [InlineData("le5.4", "a b")]
    [InlineData("sa5.4", "c")]
    [InlineData("eb5.4", "a")]
    [InlineData("ap5.0", "b")]
    [InlineData("5.4|http://unitsofmeasure.org|mmol/L", "b")]
    [InlineData("5.4||mmol/L", "b")]
    [InlineData("5.4|http://unitsofmeasure.org|g/L", "")]
    [InlineData("3.1,9.9", "a c")]
    [InlineData("1e1", "b c")]
    public async Task Quantities_are_compared_within_the_precision_asked_for(string value, string expected)
    {
        var patient = NewId();
        foreach (var (name, number) in new[] { ("a", 3.1m), ("b", 5.4m), ("c", 9.9m) })
        {
            var observation = Observation(patient, "1-8", Day(1));
            observation.Value = new Quantity(number, "mmol/L", Ucum);
            await db.StoreOneAsync(observation, $"{patient}-{name}");
        }

        var asked = $"value-quantity={value}&_sort=_id";
        Assert.Equal(Of(patient, expected), await FindAsync("Observation", $"patient={patient}&{asked}"));
        Assert.Equal(
            Of(patient, expected),
            (await FindAsync("Observation", $"{asked}&_count=500"))
                .Where(i => i.StartsWith(patient, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("30.66|104.07|5|km", "a")]
    [InlineData("30.66|104.07|5000|m", "a")]
    [InlineData("30.66|104.07|30|km", "a b")]
    [InlineData("30.66|104.07", "a b")] // 50 km when nothing is said
    [InlineData("30.66|104.07|300", "a b c")]
    [InlineData("30.66|104.07|1|km,29.56|106.55|1|km", "a c")]
    [InlineData("30.66|104.57|48|km", "a b")] // 0.5° of longitude are 47.8 km here, not 55.6
    public async Task Places_are_found_by_their_distance(string near, string expected)
    {
        var town = NewId();
        foreach (var (name, latitude, longitude) in new[]
                 {
                     ("a", 30.66m, 104.07m), ("b", 30.57m, 104.28m), ("c", 29.56m, 106.55m),
                 })
        {
            await db.StoreOneAsync(
                new Location { Name = town, Position = new() { Latitude = latitude, Longitude = longitude } },
                $"{town}-{name}");
        }

        await db.StoreOneAsync(new Location { Name = town }, $"{town}-nowhere");

        Assert.Equal(Of(town, expected), await FindAsync("Location", $"near={near}&name={town}&_sort=_id"));
        Assert.Equal(
            Of(town, expected),
            (await FindAsync("Location", $"near={near}&_sort=_id&_count=500"))
                .Where(i => i.StartsWith(town, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("code:not=718-7", "b")]
    [InlineData("code:text=血红", "a")]
    [InlineData("code:text=hb", "a")]
    [InlineData("code:missing=true", "")]
    [InlineData("code:missing=false", "a b")]
    [InlineData("encounter:missing=true", "b")]
    [InlineData("encounter:missing=false", "a")]
    [InlineData("subject:missing=true", "")]
    [InlineData("patient:missing=false", "a b")]
    [InlineData("date:missing=true", "b")]
    [InlineData("date:missing=false", "a")]
    [InlineData("value-quantity:missing=true", "b")]
    [InlineData("subject:Patient={p}", "a b")]
    [InlineData("subject={p}", "a b")]
    [InlineData("subject=Group/{p}", "")]
    [InlineData("performer:identifier=urn:staff|7", "a")]
    [InlineData("identifier:of-type=urn:types|PLAC|{p}-7", "a")]
    [InlineData("identifier:of-type=urn:types|FILL|{p}-7", "")]
    [InlineData("status=http://hl7.org/fhir/observation-status|final", "a b")]
    [InlineData("status=http://other.org|final", "")]
    [InlineData("_tag=urn:tags|red", "a")]
    [InlineData("_tag:not=urn:tags|red", "b")]
    [InlineData("_security=urn:labels|R", "a")]
    [InlineData("_profile=http://example.org/p", "a")]
    [InlineData("_source=urn:hub:lis", "a")]
    [InlineData("code-value-quantity=718-7$gt100", "a")]
    [InlineData("code-value-quantity=http://loinc.org|718-7$lt100", "")]
    [InlineData("component-code-value-quantity=8480-6$120", "b")]
    [InlineData("component-code-value-quantity=8480-6$80", "")]
    [InlineData("component-code-value-quantity=8462-4$80", "b")]
    [InlineData("combo-code-value-quantity=8462-4$80,718-7$135", "a b")]
    [InlineData("combo-code=8480-6,718-7", "a b")]
    [InlineData("_content=血红", "a")]
    [InlineData("_content=贫", "a")]
    [InlineData("_text=复查", "a")]
    [InlineData("_text=血红", "")]
    public async Task Modifiers_and_composites_choose(string parameters, string expected)
    {
        var p = NewId();
        var a = Observation(p, "718-7", Day(1), 135);
        a.Code.Coding[0].Display = "Hb 血红蛋白";
        a.Code.Text = "血红蛋白";
        a.Encounter = new($"Encounter/{p}");
        a.Performer = [new() { Identifier = new("urn:staff", "7") }];
        a.Identifier = [new("urn:n", p + "-7") { Type = new("urn:types", "PLAC") }];
        a.Note = [new() { Text = "轻度贫血" }];
        a.Text = new()
        {
            Status = Narrative.NarrativeStatus.Generated,
            Div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">一周后复查</div>",
        };
        a.Meta = new()
        {
            Tag = [new("urn:tags", "red")],
            Security = [new("urn:labels", "R")],
            Profile = ["http://example.org/p"],
            Source = "urn:hub:lis",
        };
        var b = Observation(p, "85354-9", Day(1));
        (b.Value, b.Effective) = (null, null);
        b.Component =
        [
            new() { Code = new(Loinc, "8480-6"), Value = new Quantity(120, "mm[Hg]", Ucum) },
            new() { Code = new(Loinc, "8462-4"), Value = new Quantity(80, "mm[Hg]", Ucum) },
        ];
        await db.StoreAsync(Write(a, $"{p}-a"), Write(b, $"{p}-b"));

        var asked = parameters.Replace("{p}", p, StringComparison.Ordinal);
        Assert.Equal(Of(p, expected), await FindAsync("Observation", $"patient={p}&{asked}&_sort=_id"));
        var all = await FindAsync("Observation", $"{asked}&_sort=_id&_count=500");
        Assert.Equal(Of(p, expected), all.Where(id => id.StartsWith(p, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Uris_references_by_URL_and_numbers_are_found()
    {
        var root = $"http://example.org/{NewId()}";
        foreach (var (name, url) in new[] { ("a", $"{root}/x"), ("b", $"{root}/x/y"), ("c", $"{root}/xy") })
            await db.StoreOneAsync(new ValueSet { Url = url, Status = PublicationStatus.Active }, root[19..] + name);
        var response = await db.StoreOneAsync(new QuestionnaireResponse
        {
            Questionnaire = $"{root}/q|2.1",
            Status = QuestionnaireResponse.QuestionnaireResponseStatus.Completed,
        });
        var risk = await db.StoreOneAsync(new RiskAssessment
        {
            Status = ObservationStatus.Final,
            Subject = new($"Patient/{root[19..]}"),
            Prediction = [new() { Probability = new FhirDecimal(0.25m) }],
        });

        string[] Named(string names) => [.. names.Select(n => root[19..] + n)];
        Assert.Equal(Named("a"), await FindAsync("ValueSet", $"url={root}/x&_sort=_id"));
        Assert.Equal(Named("ab"), await FindAsync("ValueSet", $"url:below={root}/x&_sort=_id"));
        Assert.Equal(Named("ab"), await FindAsync("ValueSet", $"url:above={root}/x/y&_sort=_id"));
        Assert.Equal([response.Id], await FindAsync("QuestionnaireResponse", $"questionnaire={root}/q"));
        Assert.Equal([response.Id], await FindAsync("QuestionnaireResponse", $"questionnaire={root}/q|2.1"));
        Assert.Empty(await FindAsync("QuestionnaireResponse", $"questionnaire={root}/q|2.0"));
        Assert.Equal([risk.Id], await FindAsync("RiskAssessment", $"patient={root[19..]}&probability=0.25"));
        Assert.Equal([risk.Id], await FindAsync("RiskAssessment", $"_id={risk.Id}&probability=gt0.2&probability=lt0.3"));
        Assert.Empty(await FindAsync("RiskAssessment", $"patient={root[19..]}&probability=0.4"));
    }

    [Fact]
    public async Task Codes_of_value_sets_and_branches_of_code_systems_are_found()
    {
        var (system, set, p) = ($"urn:cs:{NewId()}", $"urn:vs:{NewId()}", NewId());
        await db.StoreOneAsync(new CodeSystem
        {
            Url = system,
            Status = PublicationStatus.Active,
            Content = CodeSystemContentMode.Complete,
            Concept =
            [
                new()
                {
                    Code = "E",
                    Concept = [new() { Code = "E10", Concept = [new() { Code = "E10.1" }] }, new() { Code = "E11" }],
                },
                new() { Code = "I10" },
            ],
        });
        await db.StoreOneAsync(new ValueSet
        {
            Url = set + ":inner",
            Status = PublicationStatus.Active,
            Compose = new()
            {
                Include =
                [
                    new()
                    {
                        System = system,
                        Filter = [new() { Property = "concept", Op = FilterOperator.IsA, Value = "E10" }],
                    },
                ],
            },
        });
        await db.StoreOneAsync(new ValueSet
        {
            Url = set,
            Status = PublicationStatus.Active,
            Compose = new()
            {
                Include =
                [
                    new() { ValueSet = [set + ":inner"] }, new() { System = system, Concept = [new() { Code = "I10" }] },
                ],
                Exclude = [new() { System = system, Concept = [new() { Code = "E10" }] }],
            },
        });
        foreach (var code in new[] { "E", "E10", "E10.1", "E11", "I10" })
            await db.StoreOneAsync(
                new Condition { Subject = new($"Patient/{p}"), Code = new(system, code) }, $"{p}-{code}");

        Assert.Equal(Of(p, "E10.1 I10"), await FindAsync("Condition", $"patient={p}&code:in={set}&_sort=_id"));
        Assert.Equal(Of(p, "E E10 E11"), await FindAsync("Condition", $"patient={p}&code:not-in={set}&_sort=_id"));
        Assert.Equal(Of(p, "E10 E10.1"), await FindAsync("Condition", $"code:below={system}|E10&_sort=_id"));
        Assert.Equal(Of(p, "E E10"), await FindAsync("Condition", $"code:above={system}|E10&_sort=_id"));
        foreach (var wrong in new[] { "code:in=urn:nowhere", $"code:below=urn:nowhere|E10" })
        {
            var refused = await db.ReadAsync(r => Searches.RunAsync(r, Query("Condition", wrong), Ct));
            Assert.Equal(wrong.Split('=')[0], Assert.Single(refused.Errors).Path);
        }
    }

    [Fact]
    public async Task Two_patients_of_one_appointment_both_find_it()
    {
        var (one, two) = (NewId(), NewId());
        var stored = await db.StoreOneAsync(new Appointment
        {
            Status = Appointment.AppointmentStatus.Booked,
            Participant =
            [
                new() { Actor = new($"Patient/{one}"), Status = ParticipationStatus.Accepted },
                new() { Actor = new($"Patient/{two}"), Status = ParticipationStatus.Accepted },
            ],
        });

        foreach (var patient in new[] { one, two })
        {
            Assert.Equal([stored.Id], await FindAsync("Appointment", $"patient={patient}"));
            Assert.Equal([stored.Id], await FindAsync("Appointment", $"actor=Patient/{patient}&status=booked"));
        }

        Assert.Equal([stored.Id], await FindAsync("Appointment", $"patient={one}&patient={two}"));
        Assert.Empty(await FindAsync("Appointment", $"practitioner={one}"));
    }

    private static string[] Of(string patient, string names) =>
        [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => $"{patient}-{n}")];

    private Task<string[]> FindAsync(string type, string parameters) => db.IdsAsync(type, parameters);
}

public sealed class SearchValuesOnSqlite(SqliteStore db) : SearchValuesContract(db), IClassFixture<SqliteStore>;

public sealed class SearchValuesOnPostgres(PostgresStore db) : SearchValuesContract(db), IClassFixture<PostgresStore>;
