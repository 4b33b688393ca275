using System.Text;
using System.Text.Json;
using IntegrationHub.Store;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>A way to ask about a record.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Ask">Sends the question; true when the answer lets the caller know of the record.</param>
/// <param name="Also">Further classes of records that have to be seen for it.</param>
internal sealed record MatrixQuestion(
    string Name, Func<FhirCaller, string, string, Task<MatrixAnswer>> Ask, params RecordClass[] Also);

/// <summary>What came back.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Told">The answer names the record.</param>
internal sealed record MatrixAnswer(int Status, bool Told);

/// <summary>Every way to ask about a record of a class.</summary>
internal static class MatrixQuestions
{
    private static readonly (string, string) RequestId = ("X-Request-Id", "matrix");

    public static IEnumerable<MatrixQuestion> Of(RecordClass record)
    {
        yield return Get("read", (k, _) => k, r => r.Status == 200);
        yield return Get("vread", (k, _) => k + "/_history/1", r => r.Status == 200);
        yield return Get("history", (k, _) => k + "/_history", r => r.Status == 200);
        yield return Get("history of the type", (k, _) => $"{Type(k)}/_history?_count=200");
        yield return Get("$meta", (k, _) => k + "/$meta", r => r.Status == 200);
        yield return Get("search", (k, _) => $"{Type(k)}?_id={Id(k)}");
        yield return Get("conditional read", (k, _) => $"{Type(k)}?_id={Id(k)}&_elements=id");
        yield return Get("count", (k, _) => $"{Type(k)}?_id={Id(k)}&_summary=count", r => Total(r) > 0);
        yield return Get("total", (k, _) => $"{Type(k)}?_id={Id(k)}&_total=estimate&_count=0", r => Total(r) > 0);
        yield return new("search by POST", async (c, k, _) => Answer(
            await c.SendAsync(
                "POST", Type(k) + "/_search", Encoding.UTF8.GetBytes("_id=" + Id(k)), [RequestId],
                "application/x-www-form-urlencoded"), r => Names(r, k)));
        yield return new("batch", (c, k, _) => BundleAsync(c, "batch", k));
        yield return new("transaction", (c, k, _) => BundleAsync(c, "transaction", k));
        yield return Get(
            "_include", (_, w) => $"Provenance?_id=hub-{w}&_include=Provenance:target", null, RecordClass.Governance);
        yield return Get(
            "chain", (k, w) => $"Provenance?_id=hub-{w}&target:{Type(k)}._id={Id(k)}",
            r => Total(r) > 0 || r.Body.Contains("hub-", StringComparison.Ordinal) && r.Body.Contains("\"match\"", StringComparison.Ordinal),
            RecordClass.Governance);
        if (Patient(record) is not { } parameter)
            yield break;
        yield return Get(
            "compartment", (k, w) => $"Patient/patient-{w}/{Type(k)}?_id={Id(k)}");
        yield return Get(
            "_has", (k, w) => $"Patient?_id=patient-{w}&_has:{Type(k)}:{parameter}:_id={Id(k)}",
            r => r.Body.Contains("\"match\"", StringComparison.Ordinal), RecordClass.Identity);
        yield return Get(
            "_revinclude", (k, w) => $"Patient?_id=patient-{w}&_revinclude={Type(k)}:{parameter}", null,
            RecordClass.Identity);
        yield return Get("$everything", (_, w) => $"Patient/patient-{w}/$everything", null, RecordClass.Identity);
    }

    private static string? Patient(RecordClass record) => record switch
    {
        RecordClass.Open or RecordClass.Identity => null,
        RecordClass.Booking => "actor",
        _ => "patient",
    };

    private static MatrixQuestion Get(
        string name, Func<string, string, string> path, Func<FhirReply, bool>? told = null, params RecordClass[] also) =>
        new(
            name,
            async (c, key, wish) => Answer(
                await c.GetAsync(path(key, wish), RequestId), told ?? (r => Names(r, key))),
            also);

    private static async Task<MatrixAnswer> BundleAsync(FhirCaller caller, string type, string key)
    {
        var reply = await caller.SendAsync(
            "POST", "",
            $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{"request":{"method":"GET","url":"{{key}}"} }]}""",
            [RequestId, ("Prefer", "return=representation")]);
        return Answer(reply, r => r.Body.Contains($"\"id\":\"{Id(key)}\"", StringComparison.Ordinal));
    }

    private static MatrixAnswer Answer(FhirReply reply, Func<FhirReply, bool> told) =>
        new(reply.Status, reply.Status == 200 && told(reply));

    private static bool Names(FhirReply reply, string key) =>
        reply.Body.Contains($"/fhir/{key}\"", StringComparison.Ordinal);

    private static long Total(FhirReply reply)
    {
        using var json = JsonDocument.Parse(reply.Body);
        return json.RootElement.TryGetProperty("total", out var total) ? total.GetInt64() : 0;
    }

    private static string Type(string key) => key.Split('/')[0];

    private static string Id(string key) => key.Split('/')[1];
}
