using System.Security.Cryptography;
using System.Text;
using Hl7.Fhir.Model;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Values of any size and kind are stored and found, or refused; the server never fails.</summary>
public abstract class ExtremeContract(IFhirExchanges exchanges)
{
    private FhirCaller Town => exchanges.Towns[0];

    // What cannot be compressed: an index row of PostgreSQL holds 2,700 bytes.
    [Theory]
    [InlineData("identifier", "Patient", """{"identifier":[{"system":"urn:a","value":"@"}]}""")]
    [InlineData("identifier", "Patient", """{"identifier":[{"system":"urn:b","value":"@"}]}""", "urn:b|@")]
    [InlineData("identifier", "Patient", """{"identifier":[{"system":"urn:@","value":"7"}]}""", "urn:@|7")]
    [InlineData("family", "Patient", """{"name":[{"family":"@"}]}""")]
    [InlineData("family:exact", "Patient", """{"name":[{"family":"@"}]}""")]
    [InlineData("address-city", "Patient", """{"address":[{"city":"@"}]}""")]
    [InlineData("email", "Patient", """{"telecom":[{"system":"email","value":"@"}]}""")]
    [InlineData("_tag", "Patient", """{"meta":{"tag":[{"system":"urn:@","code":"@"}]}}""", "urn:@|@")]
    [InlineData("_profile", "Basic",
        """{"meta":{"profile":["http://x.org/@"]},"code":{"text":"x"}}""", "http://x.org/@")]
    [InlineData("_source", "Patient", """{"meta":{"source":"http://x.org/@"}}""", "http://x.org/@")]
    [InlineData("general-practitioner", "Patient",
        """{"generalPractitioner":[{"reference":"http://x.org/Practitioner/@"}]}""", "http://x.org/Practitioner/@")]
    [InlineData("general-practitioner:identifier", "Patient",
        """{"generalPractitioner":[{"identifier":{"system":"urn:a","value":"@"}}]}""", "urn:a|@")]
    [InlineData("code", "Observation",
        """{"status":"final","code":{"coding":[{"system":"urn:@","code":"@"}]}}""", "urn:@|@")]
    [InlineData("code:text", "Observation", """{"status":"final","code":{"text":"@"}}""")]
    [InlineData("subject", "Observation",
        """{"status":"final","code":{"text":"x"},"subject":{"reference":"http://x.org/Patient/@"}}""",
        "http://x.org/Patient/@")]
    [InlineData("value-string", "Observation", """{"status":"final","code":{"text":"x"},"valueString":"@"}""")]
    [InlineData("value-quantity", "Observation",
        """{"status":"final","code":{"text":"x"},"valueQuantity":{"value":5,"system":"urn:@","code":"@"}}""",
        "5|urn:@|@")]
    [InlineData("code-value-string", "Observation",
        """{"status":"final","code":{"coding":[{"code":"@"}]},"valueString":"@"}""", "@$@")]
    [InlineData("url", "ValueSet", """{"status":"draft","url":"http://x.org/@"}""", "http://x.org/@")]
    [InlineData("version", "ValueSet", """{"status":"draft","version":"@"}""")]
    [InlineData("questionnaire", "QuestionnaireResponse",
        """{"status":"completed","questionnaire":"http://x.org/@"}""", "http://x.org/@")]
    [InlineData("_text", "Basic",
        """{"code":{"text":"x"},"text":{"status":"generated",""" +
        """ "div":"<div xmlns='http://www.w3.org/1999/xhtml'>@</div>"}}""")]
    [InlineData("_content", "Basic", """{"code":{"text":"@"}}""")]
    public async Task A_value_of_100_000_characters_is_stored_and_found(
        string parameter, string type, string json, string value = "@")
    {
        var huge = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(50_000));
        var id = "huge-" + huge[..12];
        var body = $$"""{"resourceType":"{{type}}","id":"{{id}}",{{json[1..]}}"""
            .Replace("@", huge, StringComparison.Ordinal);

        var stored = await Town.SendAsync("PUT", $"{type}/{id}", body, []);
        var changed = body.Replace("\"id\"", "\"language\":\"zh\",\"id\"", StringComparison.Ordinal);
        var again = await Town.SendAsync("PUT", $"{type}/{id}", changed, []);
        Assert.True((stored.Status, again.Status) == (201, 200), Short(stored) + Short(again));

        var found = await FormAsync(type, parameter, value.Replace("@", huge, StringComparison.Ordinal));
        Assert.True(found.Status == 200, Short(found));
        Assert.Equal([id], found.Resource<Bundle>().Entry.Select(e => e.Resource!.Id));
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"a\u0000b"}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"a\ud800b"}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"\udc00"}]}""")]
    [InlineData("""{"resourceType":"Patient","identifier":[{"system":"urn:\u0000","value":"\u0000"}]}""")]
    [InlineData("""{"resourceType":"Patient","identifier":[{"system":"urn:x","value":"\ud83d"}]}""")]
    [InlineData("""{"resourceType":"Patient","gen\u0000der":"male"}""")]
    [InlineData("""{"resourceType":"Patient","\ud800":"male"}""")]
    [InlineData("""{"resourceType":"Pat\u0000ient"}""")]
    [InlineData("""{"resourceType":"\ud800"}""")]
    public async Task Text_that_no_database_takes_is_refused(string json)
    {
        var created = await Town.SendAsync("POST", "Patient", json, []);
        var validated = await Town.SendAsync("POST", "Patient/$validate", json, []);
        var bundled = await Town.SendAsync(
            "POST", "", """{"resourceType":"Bundle","type":"transaction","entry":[{"resource":""" + json
            + ""","request":{"method":"POST","url":"Patient"}}]}""", []);

        Assert.All([created, validated, bundled], r => Assert.True(r.Status < 500, Short(r)));
        Assert.InRange(created.Status, 400, 499);
        Assert.NotEmpty(created.Outcome.Issue);
    }

    [Fact]
    public async Task Ten_thousand_identifiers_in_one_resource_are_found()
    {
        var stem = Guid.NewGuid().ToString("N")[..8];
        var patient = new Patient
        {
            Identifier = [.. Enumerable.Range(0, 10_000).Select(i => new Identifier("urn:many", $"{stem}-{i}"))],
        };
        var created = await Town.PostAsync("Patient", patient);
        Assert.True(created.Status == 201, Short(created));

        Assert.Equal(created.Id, Assert.Single(
            (await Town.BundleAsync($"Patient?identifier=urn:many|{stem}-9999")).Entry).Resource!.Id);
        Assert.Equal(204, (await Town.DeleteAsync($"Patient/{created.Id}")).Status);
    }

    [Fact]
    public async Task A_megabyte_of_words_is_stored_and_found()
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < 1_000_000; i++)
            text.Append(Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i)))[..12]).Append(' ');
        var created = await Town.PostAsync("Basic", new Basic { Code = new("urn:words", "x", text.ToString()) });

        Assert.True(created.Status == 201, Short(created));
        var first = text.ToString()[..12];
        Assert.Contains((await Town.BundleAsync($"Basic?_content={first}")).Entry, e => e.Resource!.Id == created.Id);
    }

    [Theory]
    [InlineData("Patient", "_id", "\0")]
    [InlineData("Patient", "_id", "x\0x,y")]
    [InlineData("Patient", "name", "\0")]
    [InlineData("Patient", "name:contains", "a\0b")]
    [InlineData("Patient", "identifier", "a\0|b\0")]
    [InlineData("Patient", "general-practitioner", "Practitioner/a\0")]
    [InlineData("Patient", "_list", "a\0")]
    [InlineData("Patient", "_tag:in", "http://x\0")]
    [InlineData("Patient", "_profile:below", "http://x\0")]
    [InlineData("Patient", "_content", "a\0b")]
    [InlineData("Patient", "birthdate", "2020\0")]
    [InlineData("Patient", "na\0me", "x")]
    [InlineData("Observation", "subject:Patient.name", "a\0")]
    [InlineData("Observation", "patient", "a\0")]
    [InlineData("Observation", "_include", "Observation:sub\0ject")]
    [InlineData("Observation", "_sort", "da\0te")]
    [InlineData("Observation", "_position", "\0")]
    public async Task A_search_with_NUL_in_it_is_answered(string type, string name, string value)
    {
        foreach (var reply in new[] { await FormAsync(type, name, value), await Town.GetAsync(
            $"{type}?{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}") })
            Assert.True(reply.Status is 200 or 400 or 422, Short(reply));
    }

    [Theory]
    [InlineData("Patient", "name")]
    [InlineData("Patient", "name:exact")]
    [InlineData("Patient", "name:contains")]
    [InlineData("Patient", "identifier")]
    [InlineData("Patient", "_id")]
    [InlineData("Patient", "_content")]
    [InlineData("Patient", "_list")]
    [InlineData("Patient", "_profile:above")]
    [InlineData("Patient", "birthdate")]
    [InlineData("Observation", "patient")]
    [InlineData("Observation", "subject:Patient.name")]
    [InlineData("Observation", "value-quantity")]
    [InlineData("Observation", "code:in")]
    [InlineData("Observation", "_include")]
    [InlineData("Observation", "_position")]
    public async Task A_search_value_of_2_000_characters_is_answered(string type, string name)
    {
        var path = string.Concat(Enumerable.Repeat("/a", 1_000));
        foreach (var value in new[] { new string('张', 2_000), new string('9', 2_000), path })
        {
            var reply = await FormAsync(type, name, value);
            Assert.True(reply.Status is 200 or 400 or 404 or 422, Short(reply));
        }
    }

    [Fact]
    public async Task More_parameters_than_allowed_are_refused_however_they_come()
    {
        var many = string.Join('&', Enumerable.Range(0, 200).Select(i => $"name=a{i}"));
        var thousands = string.Join('&', Enumerable.Range(0, 5_000).Select(i => $"n{i}=a"));
        var longName = new string('n', 10_000) + "=x";

        Assert.Equal(413, (await Town.GetAsync($"Patient?{many}")).Status);
        foreach (var form in new[] { many, thousands, longName })
        {
            var reply = await Town.SendAsync("POST", "Patient/_search", form, [], "application/x-www-form-urlencoded");
            Assert.True(reply.Status is 400 or 413, Short(reply));
            Assert.NotEmpty(reply.Outcome.Issue);
        }
    }

    [Theory]
    [InlineData("Patient?{link:.12}.name=x", "link:Patient")]
    [InlineData("Observation?{_has:12}code=x", "_has:Observation:focus")]
    [InlineData("Observation?part-of.part-of.part-of.part-of.part-of.part-of.part-of.part-of.status=x", "")]
    [InlineData("CarePlan?activity-reference.based-on.based-on.based-on.based-on.based-on.status=x", "")]
    [InlineData("Task?part-of.part-of.part-of.part-of.part-of.part-of.part-of.part-of.part-of.part-of.status=x", "")]
    public async Task A_chain_without_end_is_refused(string search, string link)
    {
        var reply = await Town.GetAsync(search
            .Replace("{link:.12}", string.Join('.', Enumerable.Repeat(link, 12)), StringComparison.Ordinal)
            .Replace("{_has:12}", string.Concat(Enumerable.Repeat(link + ":", 12)), StringComparison.Ordinal));

        Assert.True(reply.Status is >= 400 and < 500, Short(reply));
        Assert.NotEmpty(reply.Outcome.Issue);
    }

    private Task<FhirReply> FormAsync(string type, string name, string value) => Town.SendAsync(
        "POST", $"{type}/_search", $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}", [],
        "application/x-www-form-urlencoded");

    private static string Short(FhirReply reply) =>
        $"{reply.Status} {(reply.Body.Length > 600 ? reply.Body[..600] : reply.Body)} ";
}

public sealed class ExtremeOnSqlite(SqliteFhir exchanges) : ExtremeContract(exchanges), IClassFixture<SqliteFhir>;

public sealed class ExtremeOnPostgres(PostgresFhir exchanges)
    : ExtremeContract(exchanges), IClassFixture<PostgresFhir>;
