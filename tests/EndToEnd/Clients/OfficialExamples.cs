using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.EndToEnd.Clients;

/// <summary>Every official example of FHIR R4 is stored, read back equal, and found by every parameter it has a value
/// for; what FHIRPath itself finds in it is the judge.</summary>
public abstract partial class OfficialExamples(FhirHub hub)
{
    private const int PerType = 60; // of the types with a thousand near-identical examples
    private const int LargestBody = 16 * 1024 * 1024;

    // Active consents with actors that are no members, other actions, purposes or single codes: docs/security/access.md.
    private static readonly HashSet<string> NotEnforceable =
    [
        "consent-example-Emergency", "consent-example-Out", "consent-example-grantor", "consent-example-notAuthor",
        "consent-example-notOrg", "consent-example-notThem", "consent-example-notThis", "consent-example-pkb",
        "consent-example-signature", "consent-example-smartonfhir",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_is_stored_read_back_equal_and_found_by_every_parameter_it_has_a_value_for()
    {
        var examples = await ExamplesAsync();
        using var client = hub.NewClient();
        var faults = new System.Collections.Concurrent.ConcurrentBag<string>();
        var asked = 0;
        await Parallel.ForEachAsync(examples, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct },
            async (example, ct) =>
            {
                if (await StoredAsync(client, example, ct) is { } fault)
                    faults.Add(fault);
            });
        Assert.True(faults.IsEmpty, $"{faults.Count} of {examples.Count}: " + string.Join('\n', faults.Take(30)));

        var searched = examples.Where(e => !NotR4(e) && !MustBeRefused(e)).GroupBy(e => e.Type).SelectMany(g => g.Take(PerType)).ToList();
        await Parallel.ForEachAsync(searched, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct },
            async (example, ct) =>
            {
                foreach (var query in Queries(example))
                {
                    Interlocked.Increment(ref asked);
                    if (await FoundAsync(client, example, query, ct) is { } fault)
                        faults.Add(fault);
                }
            });
        Assert.True(faults.IsEmpty, $"{faults.Count} of {asked}: " + string.Join('\n', faults.Order(StringComparer.Ordinal).Take(200)));
        Assert.True(asked > 5_000, $"only {asked} searches");
    }

    private static async Task<List<Example>> ExamplesAsync()
    {
        var examples = new List<Example>();
        foreach (var file in Shared.Fhir.OfficialExamples.Files())
        {
            if (new FileInfo(file).Length > LargestBody)
                continue; // the two largest collections of definitions exceed the request limit (413)
            var json = await File.ReadAllTextAsync(file, Ct);
            var node = JsonNode.Parse(json)!;
            if (node["resourceType"]?.GetValue<string>() is { } type and not "Parameters" && node["id"] is { } id)
                examples.Add(new(type, id.GetValue<string>(), json));
        }

        return examples;
    }

    private static bool MustBeRefused(Example example) =>
        example.Type == "Consent" && NotEnforceable.Contains(example.Id);

    private static async Task<string?> StoredAsync(HttpClient client, Example example, CancellationToken ct)
    {
        using var body = new StringContent(example.Json, Encoding.UTF8, "application/fhir+json");
        using var put = await client.PutAsync(new Uri($"{example.Type}/{example.Id}", UriKind.Relative), body, ct);
        if (put.StatusCode == HttpStatusCode.BadRequest && NotR4(example))
            return null;
        if (MustBeRefused(example))
            return put.StatusCode == HttpStatusCode.UnprocessableEntity
                && (await put.Content.ReadAsStringAsync(ct)).Contains("cannot be enforced here", StringComparison.Ordinal)
                ? null
                : $"{example}: PUT {(int)put.StatusCode}, though nobody can enforce it";
        if (put.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.OK))
            return $"{example}: PUT {(int)put.StatusCode} {await put.Content.ReadAsStringAsync(ct)}";
        var read = await client.GetStringAsync(new Uri($"{example.Type}/{example.Id}", UriKind.Relative), ct);
        return JsonNode.DeepEquals(WithoutVersion(example.Json), WithoutVersion(read)) ? null : $"{example}: not equal";
    }

    // Published with mistakes of their own; tests/Unit lists each with its reason.
    private static bool NotR4(Example example) =>
        example is { Type: "SearchParameter" } && !example.Json.Contains("\"base\"", StringComparison.Ordinal)
        || example.ToString() is "Questionnaire/zika-virus-exposure-assessment" or "Questionnaire/qs1" or "Observation/decimal"
            or "ImplementationGuide/fhir" or "EventDefinition/example" or "ActivityDefinition/heart-valve-replacement"
            or "ActivityDefinition/blood-tubes-supply"
            or "SearchParameter/questionnaireresponse-extensions-QuestionnaireResponse-item-subject";

    private static JsonObject WithoutVersion(string json)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        Unblank(node);
        if (node["meta"] is JsonObject meta)
        {
            meta.Remove("versionId");
            meta.Remove("lastUpdated");
            if (meta.Count == 0)
                node.Remove("meta");
        }

        return node;
    }

    // Blanks inside base64 mean nothing.
    private static void Unblank(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                Unblank(item);
        }
        else if (node is JsonObject element)
        {
            if (element["data"] is JsonValue data && data.TryGetValue<string>(out var text))
                element["data"] = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
            foreach (var (_, value) in element)
                Unblank(value);
        }
    }

    private static async Task<string?> FoundAsync(HttpClient client, Example example, string query, CancellationToken ct)
    {
        var url = $"{example.Type}?{query}&_id={Uri.EscapeDataString(example.Id)}&_elements=id";
        using var answer = await client.GetAsync(new Uri(url, UriKind.Relative), ct);
        var body = await answer.Content.ReadAsStringAsync(ct);
        if (answer.StatusCode != HttpStatusCode.OK)
            return $"{example}: {Uri.UnescapeDataString(query)} → {(int)answer.StatusCode} {Said().Match(body).Groups[1]}";
        using var bundle = JsonDocument.Parse(body);
        return bundle.RootElement.TryGetProperty("entry", out var entries) && entries.EnumerateArray().Any(e =>
            e.GetProperty("search").GetProperty("mode").GetString() == "match")
            ? null
            : $"{example}: not found by {Uri.UnescapeDataString(query)}";
    }

    // One query per parameter: the first of its values that can be asked for.
    private static IEnumerable<string> Queries(Example example)
    {
        var resource = FhirJson.Parse<Resource>(example.Json);
        foreach (var parameter in ModelInfo.SearchParameters.Where(p => p.Resource == example.Type))
        {
            if (parameter.Type == SearchParamType.Special || string.IsNullOrEmpty(parameter.Expression))
                continue;
            var value = parameter.Type == SearchParamType.Composite
                ? Composite(parameter, resource)
                : Values(resource, parameter.Expression).Where(v => IsTarget(v, parameter))
                    .Select(v => QueryValue.Of(v, parameter.Type)).FirstOrDefault(v => v is not null);
            if (value is var (modifier, text))
                yield return $"{parameter.Name}{modifier}={Uri.EscapeDataString(text)}";
        }
    }

    // A few examples refer to types R4 does not allow there.
    private static bool IsTarget(Base value, SearchParamDefinition parameter) =>
        value is not ResourceReference { Reference: { } url } || url.Contains(':', StringComparison.Ordinal)
        || !url.Contains('/', StringComparison.Ordinal)
        || parameter.Target!.Any(t => t.ToString() is var type && (type == "Resource" || url.StartsWith(type + "/", StringComparison.Ordinal)));

    private static (string, string)? Composite(SearchParamDefinition parameter, Resource resource)
    {
        foreach (var at in Values(resource, parameter.Expression!))
        {
            var parts = parameter.Component!.Select(c => Values(at, c.Expression).Select(v => QueryValue.Of(v,
                ModelInfo.SearchParameters.First(p => p.Url == c.Definition).Type)).FirstOrDefault(v => v is { Modifier: "" })).ToList();
            if (parts.TrueForAll(p => p is not null))
                return ("", string.Join('$', parts.Select(p => p!.Value.Text)));
        }

        return null;
    }

    // resolve() is only asked for the type, which the reference itself names.
    private static IEnumerable<Base> Values(Base element, string expression) =>
        element.Select(Resolved().Replace(expression, ".where(reference.contains('$1/'))")).OfType<Base>();

    [GeneratedRegex("\"text\":\"([^\"]*)")]
    private static partial Regex Said();

    [GeneratedRegex(@"\.where\(resolve\(\) is (\w+)\)")]
    private static partial Regex Resolved();

    private sealed record Example(string Type, string Id, string Json)
    {
        public override string ToString() => $"{Type}/{Id}";
    }
}

/// <summary>On the embedded database.</summary>
public sealed class OfficialExamplesEmbedded(EmbeddedFhirHub hub) : OfficialExamples(hub), IClassFixture<EmbeddedFhirHub>;

/// <summary>On PostgreSQL.</summary>
public sealed class OfficialExamplesOnPostgres(PostgresFhirHub hub) : OfficialExamples(hub), IClassFixture<PostgresFhirHub>;
