using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>JSON Patch and FHIRPath Patch over HTTP.</summary>
public abstract class PatchContract(IFhirExchanges exchanges)
{
    private const string JsonPatch = "application/json-patch+json";

    private FhirCaller Town => exchanges.Towns[0];

    [Theory]
    [InlineData("""[{"op":"replace","path":"/gender","value":"male"}]""", "gender", "\"male\"")]
    [InlineData("""[{"op":"add","path":"/name/-","value":{"text":"二"}}]""", "name",
        """[{"text":"一","given":["明","亮"]},{"text":"二"}]""")]
    [InlineData("""[{"op":"add","path":"/name/0/given/1","value":"小"}]""", "name",
        """[{"text":"一","given":["明","小","亮"]}]""")]
    [InlineData("""[{"op":"remove","path":"/name/0/given/0"}]""", "name", """[{"text":"一","given":["亮"]}]""")]
    [InlineData("""[{"op":"move","from":"/name/0/given/0","path":"/name/0/given/1"}]""", "name",
        """[{"text":"一","given":["亮","明"]}]""")]
    [InlineData("""[{"op":"copy","from":"/name/0/text","path":"/name/0/family"}]""", "name",
        """[{"text":"一","family":"一","given":["明","亮"]}]""")]
    [InlineData("""[{"op":"test","path":"/gender","value":"female"},{"op":"remove","path":"/name"}]""", "name", null)]
    public async Task Each_operation_of_json_patch_does_what_it_says(string patch, string element, string? expected)
    {
        var id = (await Town.CreateAsync(Person())).Id;
        var patched = await Town.SendAsync("PATCH", $"Patient/{id}", patch, [], JsonPatch);

        Assert.Equal((200, "W/\"2\""), (patched.Status, patched.ETag));
        var has = FhirCaller.Json(patched.Body).TryGetProperty(element, out var value);
        Assert.Equal(expected, has ? value.GetRawText() : null);
        Assert.Equal(patched.Body, (await Town.GetAsync($"Patient/{id}")).Body);
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/gender","value":"male"}]""", 422)]
    [InlineData("""[{"op":"remove","path":"/photo"}]""", 422)]
    [InlineData("""[{"op":"replace","path":"/birthDate","value":"1970"}]""", 422)]
    [InlineData("""[{"op":"add","path":"/name/7","value":{}}]""", 422)]
    [InlineData("""[{"op":"replace","path":"/gender","value":"purple"}]""", 422)]
    [InlineData("""[{"op":"replace","path":"/id","value":"other"}]""", 422)]
    [InlineData("""[{"op":"replace","path":"/resourceType","value":"Group"}]""", 422)]
    [InlineData("""[{"op":"replace","path":"","value":7}]""", 422)]
    [InlineData("""[{"op":"move","from":"/name","path":"/name/0"}]""", 422)]
    [InlineData("""[{"op":"remove","path":"/gender"},{"op":"test","path":"/active","value":true}]""", 422)]
    [InlineData("""[{"op":"change","path":"/gender"}]""", 400)]
    [InlineData("""[{"op":"add","path":"gender","value":1}]""", 400)]
    [InlineData("""[{"op":"add","path":"/gender"}]""", 400)]
    [InlineData("""[{"op":"add","op":"add","path":"/gender","value":1}]""", 400)]
    [InlineData("""{"op":"add"}""", 400)]
    [InlineData("""[7]""", 400)]
    [InlineData("""[{""", 400)]
    public async Task A_patch_that_does_not_fit_changes_nothing(string patch, int status)
    {
        var created = await Town.CreateAsync(Person());
        var patched = await Town.SendAsync("PATCH", $"Patient/{created.Id}", patch, [], JsonPatch);

        Assert.Equal(status, patched.Status);
        Assert.NotEmpty(patched.Issues);
        Assert.Equal(created.Body, (await Town.GetAsync($"Patient/{created.Id}")).Body);
    }

    [Fact]
    public async Task A_patch_heeds_versions_owners_and_conditions()
    {
        var number = Guid.NewGuid().ToString("N");
        var person = Person();
        person.Identifier.Add(new("http://lab.test", number));
        var id = (await Town.CreateAsync(person)).Id;
        await exchanges.County.CareForAsync(id); // it sees the record
        const string Male = """[{"op":"replace","path":"/gender","value":"male"}]""";

        var late = await Town.SendAsync("PATCH", $"Patient/{id}", Male, [("If-Match", "W/\"9\"")], JsonPatch);
        var stranger = await exchanges.County.SendAsync("PATCH", $"Patient/{id}", Male, [], JsonPatch);
        var nobody = await Town.SendAsync("PATCH", "Patient/nobody", Male, [], JsonPatch);
        var type = await Town.SendAsync("PATCH", $"Patient/{id}", Male, [], "text/plain");
        var named = await Town.SendAsync(
            "PATCH", $"Patient?identifier=http://lab.test|{number}", Male, [], JsonPatch);
        var none = await Town.SendAsync("PATCH", "Patient?identifier=http://lab.test|none", Male, [], JsonPatch);

        Assert.Equal((412, 403, 404, 415), (late.Status, stranger.Status, nobody.Status, type.Status));
        Assert.Equal((200, AdministrativeGender.Male), (named.Status, named.Resource<Patient>().Gender));
        Assert.Equal(404, none.Status);
    }

    [Fact]
    public async Task A_fhirpath_patch_adds_inserts_replaces_moves_and_deletes()
    {
        var id = (await Town.CreateAsync(Person())).Id;
        var patched = await Town.SendAsync("PATCH", $"Patient/{id}", FhirJson.Serialize(Patch(
            Step("replace", "Patient.gender", value: new Code("male")),
            Step("add", "Patient", "birthDate", new Date("1970-01-02")),
            Step("add", "Patient", "deceased", new FhirBoolean(false)),
            Step("replace", "Patient.deceased", value: new FhirDateTime("2020-01-01")),
            Step("add", "Patient", "identifier", new Identifier("http://a", "1")),
            Step("insert", "Patient.identifier", value: new Identifier("http://b", "2"), index: 0),
            Step("insert", "Patient.name[0].given", value: new FhirString("大"), index: 1),
            Step("move", "Patient.name[0].given", source: 0, destination: 2),
            Step("add", "Patient.name.where(text = '一')", "family", new FhirString("王")),
            Step("delete", "Patient.photo"),
            Step("delete", "Patient.name[0].text"))), []);

        Assert.Equal(200, patched.Status);
        var patient = patched.Resource<Patient>();
        Assert.Equal((AdministrativeGender.Male, "1970-01-02"), (patient.Gender, patient.BirthDate));
        Assert.Equal("2020-01-01", ((FhirDateTime)patient.Deceased!).Value);
        Assert.Equal(["2", "1"], patient.Identifier.Select(i => i.Value));
        Assert.Equal(["大", "亮", "明"], patient.Name[0].Given);
        Assert.Equal(("王", null), (patient.Name[0].Family, patient.Name[0].Text));
    }

    [Fact]
    public async Task A_fhirpath_patch_builds_an_element_from_its_parts()
    {
        var id = (await Town.CreateAsync(Person())).Id;
        var step = Step("add", "Patient", "contact");
        step.Part.Add(new()
        {
            Name = "value",
            Part =
            [
                new() { Name = "name", Value = new HumanName { Text = "母" } },
                new() { Name = "telecom", Value = new ContactPoint { Value = "110" } },
            ],
        });
        var patched = await Town.SendAsync("PATCH", $"Patient/{id}", FhirJson.Serialize(Patch(step)), []);

        Assert.Equal(200, patched.Status);
        var contact = patched.Resource<Patient>().Contact.Single();
        Assert.Equal(("母", "110"), (contact.Name!.Text, contact.Telecom.Single().Value));
    }

    [Fact]
    public async Task A_fhirpath_patch_that_does_not_fit_changes_nothing()
    {
        var created = await Town.CreateAsync(Person());
        (Parameters Patch, int Status)[] cases =
        [
            (Patch(Step("replace", "Patient.photo", value: new FhirString("x"))), 422),
            (Patch(Step("replace", "Patient.name.given", value: new FhirString("x"))), 422),
            (Patch(Step("add", "Patient", "gender", new Code("male"))), 422),
            (Patch(Step("add", "Patient", "colour", new Code("red"))), 422),
            (Patch(Step("replace", "Patient.gender", value: new Code("purple"))), 422),
            (Patch(Step("insert", "Patient.name", value: new HumanName { Text = "x" }, index: 5)), 422),
            (Patch(Step("delete", "Patient.where(")), 422),
            (Patch(Step("replace", "Patient.gender")), 400),
            (Patch(Step("paint", "Patient.gender")), 400),
            (new Parameters(), 400),
        ];
        foreach (var (patch, status) in cases)
        {
            var reply = await Town.SendAsync("PATCH", $"Patient/{created.Id}", FhirJson.Serialize(patch), []);
            Assert.True(reply.Status == status, $"{FhirJson.Serialize(patch)} → {reply.Status} {reply.Body}");
        }

        Assert.Equal(created.Body, (await Town.GetAsync($"Patient/{created.Id}")).Body);
    }

    private static Patient Person() => new()
    {
        Name = [new() { Text = "一", Given = ["明", "亮"] }],
        Gender = AdministrativeGender.Female,
    };

    private static Parameters Patch(params Parameters.ParameterComponent[] steps) => new() { Parameter = [.. steps] };

    private static Parameters.ParameterComponent Step(
        string type, string path, string? name = null, DataType? value = null, int? index = null, int? source = null,
        int? destination = null)
    {
        var step = new Parameters.ParameterComponent { Name = "operation" };
        Add("type", new Code(type));
        Add("path", new FhirString(path));
        Add("name", name is null ? null : new FhirString(name));
        Add("value", value);
        Add("index", index is null ? null : new Integer(index));
        Add("source", source is null ? null : new Integer(source));
        Add("destination", destination is null ? null : new Integer(destination));
        return step;

        void Add(string part, DataType? content)
        {
            if (content is not null)
                step.Part.Add(new() { Name = part, Value = content });
        }
    }
}

public sealed class PatchesOnSqlite(SqliteFhir exchanges) : PatchContract(exchanges), IClassFixture<SqliteFhir>;

public sealed class PatchesOnPostgres(PostgresFhir exchanges) : PatchContract(exchanges), IClassFixture<PostgresFhir>;
