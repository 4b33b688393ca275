using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Formats, parts of resources, compression, limits and browsers.</summary>
public sealed class FormatTests(SqliteFhir exchanges) : IClassFixture<SqliteFhir>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private FhirCaller Town => exchanges.Towns[0];

    [Fact]
    public async Task Xml_goes_in_and_out()
    {
        var created = await Town.SendAsync(
            "POST", "Patient", "<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"true\"/></Patient>",
            [("Accept", "application/fhir+xml")], "application/fhir+xml");
        var bad = await Town.SendAsync(
            "POST", "Patient", "<Patient xmlns=\"http://hl7.org/fhir\"><colour value=\"red\"/></Patient>", [],
            "application/fhir+xml");

        Assert.Equal(201, created.Status);
        Assert.StartsWith("<Patient", created.Body[created.Body.IndexOf("<Patient", StringComparison.Ordinal)..]);
        Assert.Equal("application/fhir+xml", created.Content.ContentType!.MediaType);
        Assert.Equal(400, bad.Status);
    }

    [Theory]
    [InlineData("_elements=gender", "resourceType,id,meta,gender")]
    [InlineData("_summary=true", "resourceType,id,meta,identifier,active,name,gender")]
    [InlineData("_summary=text", "resourceType,id,meta,text")]
    [InlineData("_summary=data", "resourceType,id,meta,identifier,active,name,gender,maritalStatus")]
    [InlineData("_summary=false", "resourceType,id,meta,text,identifier,active,name,gender,maritalStatus")]
    public async Task A_part_of_a_resource_is_marked_as_a_part(string parameter, string elements)
    {
        var id = (await Town.CreateAsync(Full())).Id;
        var read = await Town.GetAsync($"Patient/{id}?{parameter}");
        var found = FhirCaller.Json((await Town.GetAsync($"Patient?_id={id}&{parameter}")).Body)
            .GetProperty("entry")[0].GetProperty("resource");
        var history = FhirCaller.Json((await Town.GetAsync($"Patient/{id}/_history?{parameter}")).Body)
            .GetProperty("entry")[0].GetProperty("resource");

        var whole = parameter == "_summary=false";
        foreach (var shown in new[] { FhirCaller.Json(read.Body), found, history })
        {
            Assert.Equal(elements, string.Join(',', shown.EnumerateObject().Select(p => p.Name)));
            Assert.Equal(!whole, shown.GetProperty("meta").TryGetProperty("tag", out _));
        }
    }

    [Fact]
    public async Task Pretty_is_for_people()
    {
        var id = (await Town.CreateAsync(Full())).Id;

        Assert.Contains("\n  \"id\"", (await Town.GetAsync($"Patient/{id}?_pretty=true")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', (await Town.GetAsync($"Patient/{id}")).Body);
        Assert.Equal(400, (await Town.GetAsync($"Patient/{id}?_pretty=maybe")).Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Large_answers_are_compressed_for_those_who_ask(string encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metadata");
        request.Headers.AcceptEncoding.Add(new(encoding));
        using var response = await Town.Http.SendAsync(request, Ct);
        await using var packed = await response.Content.ReadAsStreamAsync(Ct);
        await using Stream plain = encoding == "br"
            ? new BrotliStream(packed, CompressionMode.Decompress)
            : new GZipStream(packed, CompressionMode.Decompress);
        using var reader = new StreamReader(plain);

        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.NotNull(FhirJson.Parse<CapabilityStatement>(await reader.ReadToEndAsync(Ct)));
    }

    [Fact]
    public async Task A_compressed_body_is_read_and_one_that_unpacks_to_too_much_is_not()
    {
        using var small = Packed(Encoding.UTF8.GetBytes(FhirJson.Serialize(Full())));
        using var created = await Town.Http.PostAsync("Patient", small, Ct);
        using var bomb = Packed(new byte[64 * 1024 * 1024]);
        using var refused = await Town.Http.PostAsync("Patient", bomb, Ct);
        using var wrong = new ByteArrayContent(Encoding.UTF8.GetBytes("{}"));
        wrong.Headers.TryAddWithoutValidation("Content-Type", "application/fhir+json");
        wrong.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
        using var unreadable = await Town.Http.PostAsync("Patient", wrong, Ct);

        Assert.Equal((201, 413, 400), ((int)created.StatusCode, (int)refused.StatusCode, (int)unreadable.StatusCode));
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused()
    {
        var large = new Patient { Name = [new() { Text = new string('长', 2 * 1024 * 1024) }] };

        var reply = await Town.PostAsync("Patient", large);

        Assert.Equal((413, "LimitExceeded"), (reply.Status, reply.Issues[0]));
    }

    [Fact]
    public async Task Browsers_of_known_origins_may_ask_and_see_versions_and_places()
    {
        var asked = await Town.SendAsync("OPTIONS", "Patient/1", null,
            [("Origin", "https://portal.test"), ("Access-Control-Request-Method", "PUT")]);
        var read = await Town.GetAsync("Patient", ("Origin", "https://portal.test"));
        var stranger = await Town.GetAsync("Patient", ("Origin", "https://evil.test"));

        Assert.Equal(204, asked.Status);
        Assert.Contains("PUT", asked.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        Assert.Equal("https://portal.test", read.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("ETag", read.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
        Assert.False(stranger.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_lenient_search_leaves_out_what_it_does_not_know_and_says_so()
    {
        var strict = await Town.GetAsync("Patient?colour=red");
        var lenient = await Town.GetAsync("Patient?colour=red&_count=1", ("Prefer", "handling=lenient"));

        Assert.Equal((400, 200), (strict.Status, lenient.Status));
        var outcome = lenient.Resource<Bundle>().Entry.Single(e => e.Search!.Mode == Bundle.SearchEntryMode.Outcome);
        Assert.Equal(
            OperationOutcome.IssueSeverity.Warning, ((OperationOutcome)outcome.Resource!).Issue.Single().Severity);
    }

    private static ByteArrayContent Packed(byte[] plain)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(plain);
        var content = new ByteArrayContent(stream.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static Patient Full() => new()
    {
        Text = new()
        {
            Div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">人</div>",
            Status = Narrative.NarrativeStatus.Generated,
        },
        Identifier = [new("http://a.test", "1")],
        Active = true,
        Name = [new() { Text = "全" }],
        Gender = AdministrativeGender.Male,
        MaritalStatus = new() { Text = "婚" },
    };
}
