using System.Text;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>What goes out: headers a browser and a cache obey, and XML that is XML.</summary>
public sealed class AnswerHeaderTests(SqliteFhir exchanges) : IClassFixture<SqliteFhir>
{
    private FhirCaller Town => exchanges.Towns[0];

    [Fact]
    public async Task Every_answer_is_kept_by_no_cache_and_run_by_no_browser()
    {
        var id = (await Town.CreateAsync(new Patient { Active = true })).Id;
        foreach (var path in new[]
        {
            $"Patient/{id}", "Patient", $"Patient/{id}/_history", "Patient/none", "Nonsense", "metadata",
            $"Patient/{id}/$everything", "Patient?nonsense=1",
        })
        {
            var headers = (await Town.GetAsync(path)).Headers;

            Assert.True(headers.CacheControl!.NoStore, path);
            Assert.Equal(["nosniff"], headers.GetValues("X-Content-Type-Options"));
            Assert.Equal(
                ["default-src 'none'; frame-ancestors 'none'; sandbox"], headers.GetValues("Content-Security-Policy"));
            Assert.Equal(["no-referrer"], headers.GetValues("Referrer-Policy"));
            Assert.Empty(headers.Server);
            Assert.False(headers.Contains("X-Powered-By"));
        }
    }

    [Fact]
    public async Task A_page_a_hospital_sent_is_a_file_and_never_runs()
    {
        var page = "<script>fetch('/ops')</script>"u8.ToArray();
        var id = (await Town.CreateAsync(new Binary { ContentType = "text/html", Data = page })).Id;

        // A browser's own words: it asks for HTML before anything.
        var asked = await Town.GetAsync($"Binary/{id}", ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
        var raw = await Town.GetAsync($"Binary/{id}", ("Accept", "image/png"));

        Assert.Equal("application/fhir+json", asked.Content.ContentType!.MediaType);
        Assert.Equal(("text/html", "attachment"),
            (raw.Content.ContentType!.MediaType, raw.Content.ContentDisposition!.DispositionType));
        Assert.Contains("sandbox", raw.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetString(page), raw.Body);
    }

    [Fact]
    public async Task Characters_XML_cannot_carry_are_replaced_and_said_so()
    {
        // As an OBX with \X01\ leaves it: JSON can carry it.
        const string Odd = "a\u0001b\bc\fd\uFFFFe\\u0001f\tg";
        var id = (await Town.CreateAsync(new Patient { Name = [new() { Text = "x" }] })).Id;
        await exchanges.Db.RunAsync(
            async (tx, ct) => await tx.ExecuteAsync(
                "update resource set body = @body where type = 'Patient' and id = @id", ct,
                ("@body", FhirJson.Serialize(new Patient { Id = id, Name = [new() { Text = Odd }] })), ("@id", id)),
            TestContext.Current.CancellationToken);

        var json = await Town.GetAsync($"Patient/{id}");
        var xml = await Town.GetAsync($"Patient/{id}", ("Accept", "application/fhir+xml"));
        var page = await Town.GetAsync($"Patient?_id={id}", ("Accept", "application/fhir+xml"));
        var clean = await Town.GetAsync("Patient/none", ("Accept", "application/fhir+xml"));

        Assert.Equal(Odd, json.Resource<Patient>().Name[0].Text);
        Assert.Equal((200, 200), (xml.Status, page.Status));
        foreach (var reply in new[] { xml, page })
        {
            Assert.Contains("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\\u0001f&#x9;g", reply.Body, StringComparison.Ordinal);
            Assert.StartsWith("214 ", reply.Headers.Warning.Single().ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(json.Headers.Warning.Concat(clean.Headers.Warning));
    }
}
