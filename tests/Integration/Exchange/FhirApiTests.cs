using System.Net;
using System.Text.Json;
using Hl7.Fhir.Model;
using IntegrationHub.Exchange;
using IntegrationHub.Fhir;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

public sealed class FhirApiTests(FhirServer server) : IClassFixture<FhirServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "Patient", 200)]
    [InlineData("HEAD", "Patient", 200)]
    [InlineData("GET", "metadata", 200)]
    [InlineData("GET", "Observation?code=http://loinc.org|718-7&status=final&_count=2", 200)]
    [InlineData("GET", "Observation?patient.identifier=urn:hub:town:mr|M1", 200)]
    [InlineData("GET", "Patient/unknown", 404)]
    [InlineData("GET", "Patient/bad_id", 404)]
    [InlineData("GET", "Patient/unknown/_history", 404)]
    [InlineData("GET", "Organization/town/_history/7", 404)]
    [InlineData("GET", "Organization/town/_history/x", 404)]
    [InlineData("GET", "Banana", 404)]
    [InlineData("GET", "Banana/1", 404)]
    [InlineData("GET", "?_summary=count", 200)]
    [InlineData("GET", "?_type=Banana", 400)]
    [InlineData("GET", "a/b/c/d/e", 404)]
    [InlineData("GET", "Patient?colour=red", 400)]
    [InlineData("GET", "Patient?birthdate=yesterday", 400)]
    [InlineData("GET", "Patient?_count=many", 400)]
    [InlineData("GET", "Patient?_position=rubbish", 400)]
    [InlineData("GET", "Patient/x?colour=red", 400)]
    [InlineData("GET", "Patient/_history?_count=0", 400)]
    [InlineData("POST", "Patient", 415)]
    [InlineData("POST", "", 415)]
    [InlineData("PUT", "Patient/1", 415)]
    [InlineData("PATCH", "Patient/1", 415)]
    [InlineData("DELETE", "Patient/never-there", 204)]
    [InlineData("DELETE", "Patient", 400)]
    [InlineData("POST", "Patient/1", 405)]
    [InlineData("PUT", "Patient/bad_id", 400)]
    [InlineData("PUT", "Patient/1/_history/1", 405)]
    [InlineData("DELETE", "", 405)]
    [InlineData("POST", "Patient/_history", 405)]
    [InlineData("GET", "Parameters/1", 404)]
    [InlineData("GET", "Patient/$everything", 404)]
    [InlineData("POST", "Patient/1/$expunge", 403)]
    [InlineData("GET", "Patient/x?_summary=count", 400)]
    [InlineData("GET", "Patient/x?_summary=some", 400)]
    [InlineData("DELETE", "metadata", 405)]
    [InlineData("POST", "Patient/_search", 415)]
    [InlineData("GET", "Patient?_format=ttl", 406)]
    public async Task Every_request_has_its_status_and_every_error_is_an_outcome(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await server.Client.SendAsync(request, Ct);

        Assert.Equal(status, (int)response.StatusCode);
        if (status < 300)
            return;
        var outcome = await OutcomeAsync(response);
        Assert.NotEmpty(outcome.Issue);
        var requestId = response.Headers.GetValues("X-Request-Id").Single();
        Assert.Contains(requestId, outcome.Issue[0].Diagnostics, StringComparison.Ordinal);
        if (status == 405)
            Assert.NotEmpty(response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData(null, "Patient")]
    [InlineData("Bearer wrong", "Patient")]
    [InlineData("Bearer ", "Patient/1")]
    [InlineData("Basic dTpw", "Patient")]
    [InlineData(null, "no/such/path/at/all")]
    public async Task Without_a_valid_token_nothing_is_said_but_401(string? authorization, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await server.Anonymous.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(OperationOutcome.IssueType.Login, (await OutcomeAsync(response)).Issue.Single().Code);
    }

    [Fact]
    public async Task A_revoked_or_expired_token_opens_nothing()
    {
        var tokens = server.Services.GetRequiredService<ClientTokens>();
        var revoked = await tokens.IssueAsync("town", "old", TimeSpan.FromHours(1), Ct);
        Assert.True(await tokens.RevokeAsync(revoked, Ct));
        var expired = await tokens.IssueAsync("town", "late", TimeSpan.FromSeconds(-1), Ct);

        foreach (var token in new[] { revoked, expired })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "Patient");
            request.Headers.Authorization = new("Bearer", token);
            using var response = await server.Anonymous.SendAsync(request, Ct);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Fact]
    public async Task All_mistakes_of_a_search_are_told_at_once()
    {
        using var response = await server.Client.GetAsync(
            "Observation?colour=red&date=never&_sort=taste&_include=Patient:x", Ct);

        Assert.Equal(
            ["_include", "_sort", "colour", "date"],
            (await OutcomeAsync(response)).Issue.Select(i => i.Expression.Single()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_read_has_version_and_time_and_is_not_sent_twice()
    {
        using var response = await server.Client.GetAsync("Patient/" + server.PatientId, Ct);
        var patient = FhirJson.Parse<Patient>(await response.Content.ReadAsStringAsync(Ct));

        Assert.Equal("application/fhir+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"W/\"{patient.Meta!.VersionId}\"", response.Headers.ETag!.ToString());
        Assert.NotNull(response.Content.Headers.LastModified);
        using var again = new HttpRequestMessage(HttpMethod.Get, "Patient/" + server.PatientId);
        again.Headers.IfNoneMatch.Add(response.Headers.ETag);
        using var unchanged = await server.Client.SendAsync(again, Ct);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync(Ct));

        using var head = await server.Client.SendAsync(new(HttpMethod.Head, "Patient/" + server.PatientId), Ct);
        Assert.Equal(response.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task Versions_and_histories_hold_what_was()
    {
        var corrected = (await BundleAsync("Observation?status=corrected")).Entry.Single().Resource!;
        var first = FhirJson.Parse<Observation>(
            await server.Client.GetStringAsync($"Observation/{corrected.Id}/_history/1", Ct));
        var history = await BundleAsync($"Observation/{corrected.Id}/_history");
        var type = await BundleAsync("Observation/_history?_count=4");
        var rest = await BundleAsync(type.NextLink!.ToString());

        Assert.Equal(101, ((Quantity)first.Value!).Value);
        Assert.Equal((Bundle.BundleType.History, 2), (history.Type, history.Total));
        Assert.Equal(["2", "1"], history.Entry.Select(e => e.Resource!.Meta!.VersionId));
        Assert.Equal(["W/\"2\"", "W/\"1\""], history.Entry.Select(e => e.Response!.Etag));
        var versions = type.Entry.Concat(rest.Entry).Select(e => (e.Resource!.Id, e.Resource.Meta!.VersionId));
        Assert.Equal(6, versions.Distinct().Count());
        Assert.Null(rest.NextLink);
    }

    [Fact]
    public async Task Pages_follow_their_links_and_hold_everything_once()
    {
        var seen = new List<string>();
        var url = "Observation?patient.identifier=urn:hub:town:mr%7CM1&_count=2&_sort=-_lastUpdated&_total=accurate";
        for (string? next = url; next is not null;)
        {
            var page = await BundleAsync(next);
            Assert.Equal(5, page.Total);
            Assert.Equal(Bundle.BundleType.Searchset, page.Type);
            seen.AddRange(page.Entry.Select(e => e.Resource!.Id!));
            Assert.Equal(
                Uri.UnescapeDataString(new Uri(server.Client.BaseAddress!, next).AbsoluteUri),
                Uri.UnescapeDataString(page.SelfLink!.AbsoluteUri));
            next = page.NextLink?.ToString();
        }

        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(5, seen.Count);
    }

    [Fact]
    public async Task A_form_search_finds_the_same_without_identifiers_in_the_url()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["patient.identifier"] = "urn:oid:2.16.156.10011.1.3|11010519491231002X",
            ["_include"] = "Observation:patient",
        });
        using var response = await server.Client.PostAsync("Observation/_search", form, Ct);
        var bundle = FhirJson.Parse<Bundle>(await response.Content.ReadAsStringAsync(Ct));

        Assert.Equal(5, bundle.Entry.Count(e => e.Search!.Mode == Bundle.SearchEntryMode.Match));
        Assert.Equal(
            [$"{server.Client.BaseAddress}Patient/{server.PatientId}"],
            bundle.Entry.Where(e => e.Search!.Mode == Bundle.SearchEntryMode.Include).Select(e => e.FullUrl));
    }

    [Theory]
    [InlineData("Patient?_format=xml", "Bundle")]
    [InlineData("Organization/town?_format=xml", "Organization")]
    [InlineData("Patient/unknown?_format=application/fhir%2Bxml", "OperationOutcome")]
    [InlineData("metadata?_format=xml", "CapabilityStatement")]
    public async Task Xml_is_served_when_asked_for(string path, string root)
    {
        using var response = await server.Client.GetAsync(path, Ct);

        Assert.Equal("application/fhir+xml", response.Content.Headers.ContentType!.MediaType);
        var xml = System.Xml.Linq.XDocument.Parse(await response.Content.ReadAsStringAsync(Ct));
        Assert.Equal((root, "http://hl7.org/fhir"), (xml.Root!.Name.LocalName, xml.Root.Name.NamespaceName));
    }

    [Fact]
    public async Task The_capability_statement_promises_what_the_registry_holds_and_needs_no_token()
    {
        using var response = await server.Anonymous.GetAsync("metadata", Ct);
        var statement = FhirJson.Parse<CapabilityStatement>(await response.Content.ReadAsStringAsync(Ct));

        var resources = statement.Rest.Single().Resource;
        Assert.Equal(SearchParameters.Types, resources.Select(r => r.TypeElement!.JsonValue!.ToString()!));
        Assert.All(resources, r => Assert.Equal(
            SearchParameters.Of(r.TypeElement!.JsonValue!.ToString()!)
                .Select(p => p.Name)
                .Order(StringComparer.Ordinal),
            r.SearchParam.Select(p => p.Name)));
        Assert.Equal(FHIRVersion.N4_0_1, statement.FhirVersion);
    }

    [Fact]
    public async Task The_request_id_comes_back_and_a_hostile_one_does_not()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Get, "Patient");
        asked.Headers.Add("X-Request-Id", "abc-1");
        using var response = await server.Client.SendAsync(asked, Ct);
        using var hostile = new HttpRequestMessage(HttpMethod.Get, "Patient");
        hostile.Headers.Add("X-Request-Id", new string('x', 500));
        using var other = await server.Client.SendAsync(hostile, Ct);

        Assert.Equal("abc-1", response.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal(32, other.Headers.GetValues("X-Request-Id").Single().Length);
    }

    private async Task<Bundle> BundleAsync(string path) =>
        FhirJson.Parse<Bundle>(await server.Client.GetStringAsync(path, Ct));

    private static async Task<OperationOutcome> OutcomeAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(Ct);
        using var json = JsonDocument.Parse(body);
        Assert.Equal("OperationOutcome", json.RootElement.GetProperty("resourceType").GetString());
        return FhirJson.Parse<OperationOutcome>(body);
    }
}
