using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary><c>$validate</c>, the OpenAPI document, its page and the SMART configuration over HTTP.</summary>
public sealed class ValidateTests(SqliteFhir exchanges) : IClassFixture<SqliteFhir>
{
    private FhirCaller Town => exchanges.Towns[0];

    [Fact]
    public async Task A_good_resource_gets_one_piece_of_information()
    {
        var reply = await Town.PostAsync("Patient/$validate", new Patient { Active = true });

        Assert.Equal((200, "information informational "), (reply.Status, Lines(reply).Single()));
    }

    [Fact]
    public async Task Faults_of_form_are_told_with_200_and_their_place()
    {
        var reply = await Town.SendAsync(
            "POST", "Patient/$validate", """{"resourceType":"Patient","gender":"x","colour":1}""", []);

        Assert.Equal(200, reply.Status);
        Assert.Equal(["error value Patient.colour", "error value Patient.gender"], Lines(reply).Order());
        Assert.All(reply.Outcome.Issue, i => Assert.StartsWith("line 1", i.Location.Single(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_claimed_profile_and_a_named_one_are_checked()
    {
        var patient = new Patient { Active = true, Name = [new() { Family = "李" }] };

        var named = await Town.PostAsync("Patient/$validate?profile=urn:hub:profile:patient", patient);
        patient.Meta = new() { Profile = ["urn:hub:profile:patient"] };
        var claimed = await Town.PostAsync("Patient/$validate", patient);
        var parameters = await Town.PostAsync("Patient/$validate", new Parameters
        {
            Parameter =
            [
                new() { Name = "resource", Resource = patient },
                new() { Name = "mode", Value = new Code("update") },
                new() { Name = "profile", Value = new FhirUri("urn:hub:profile:nothing") },
            ],
        });

        string[] expected = ["error required Patient.identifier", "error required Patient.name[0].text"];
        Assert.Equal(expected, Lines(named).Order());
        Assert.Equal(expected, Lines(claimed).Order());
        Assert.Equal(
            ["error not-found Patient", "error required Patient.id", .. expected], Lines(parameters).Order());
    }

    [Fact]
    public async Task A_stored_resource_is_checked_where_it_is()
    {
        var stored = await Town.CreateAsync(new Encounter
        {
            Status = Encounter.EncounterStatus.Finished,
            Class = new("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP"),
            Period = new() { Start = "2026-03-02", End = "2026-03-01" },
        });

        var reply = await Town.GetAsync($"Encounter/{stored.Id}/$validate");

        Assert.Equal((200, "error invariant Encounter.period"), (reply.Status, Lines(reply).Single()));
        Assert.Equal(404, (await Town.GetAsync("Encounter/nobody/$validate")).Status);
        Assert.Equal(400, (await Town.GetAsync("Encounter/$validate")).Status);
        Assert.Equal(415, (await Town.SendAsync("POST", "Encounter/$validate", "x", [], "text/plain")).Status);
    }

    [Fact]
    public async Task OpenAPI_and_its_page_come_from_here_alone()
    {
        var document = FhirCaller.Json((await Town.GetAsync("/openapi/fhir.json")).Body);
        var page = await Town.GetAsync("/openapi/");

        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        Assert.True(document.GetProperty("paths").GetProperty("/fhir/{type}/{id}").TryGetProperty("patch", out _));
        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("src=\"http", page.Body, StringComparison.Ordinal);
        Assert.Contains("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/.well-known/smart-configuration")]
    [InlineData("/fhir/.well-known/smart-configuration")]
    public async Task SMART_finds_where_tokens_are_and_how_to_sign_for_them(string path)
    {
        var reply = await Town.GetAsync(path);

        Assert.Equal("application/json", reply.Content.ContentType?.MediaType);
        var smart = FhirCaller.Json(reply.Body);
        Assert.Equal(new Uri(Town.Base, "/connect/token").ToString(), smart.GetProperty("token_endpoint").GetString());
        Assert.Equal(
            ["client-confidential-asymmetric", "permission-v1", "permission-v2"], Texts("capabilities"));
        Assert.Equal(["client_credentials"], Texts("grant_types_supported"));
        Assert.Equal(["private_key_jwt"], Texts("token_endpoint_auth_methods_supported"));
        Assert.Equal(["RS384", "ES384"], Texts("token_endpoint_auth_signing_alg_values_supported"));
        Assert.False(smart.TryGetProperty("jwks_uri", out _));

        IEnumerable<string?> Texts(string name) => smart.GetProperty(name).EnumerateArray().Select(e => e.GetString());
    }

    private static IEnumerable<string> Lines(FhirReply reply) => reply.Outcome.Issue.Select(i =>
        $"{i.Severity.GetLiteral()} {i.Code.GetLiteral()} {i.Expression.FirstOrDefault()}");
}
