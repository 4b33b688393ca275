using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Shared.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Fhir.Input;

/// <summary>Every official R4 example goes in and out unchanged; none gets in once it is spoilt.</summary>
public sealed class OfficialExamplesTests
{
    private const int Small = 100_000;
    private const int Largest = 4_000_000; // the four collections of all definitions repeat what single files hold

    // Examples that break R4 themselves.
    private static readonly Dictionary<string, string> Broken = new(StringComparer.Ordinal)
    {
        ["ActivityDefinition-blood-tubes-supply"] = "txt-2: the narrative is blank",
        ["ActivityDefinition-heart-valve-replacement"] = "txt-2: the narrative is blank",
        ["EventDefinition-example"] = "txt-2: the narrative is blank",
        ["Questionnaire-zika-virus-exposure-assessment"] = "txt-2: the narrative is blank",
        ["ig-r4"] = "status is 1..1 and absent",
        ["ImplementationGuide-fhir"] = "status is 1..1 and absent",
        ["Observation-decimal"] = "a number of 246 digits: ours are decimals of 28",
        ["Questionnaire-qs1"] = "item.linkId is 1..1 and absent",
        ["SearchParameter-codesystem-extensions-CodeSystem-author"] = "base is 1..* and absent",
        ["SearchParameter-codesystem-extensions-CodeSystem-effective"] = "base is 1..* and absent",
        ["SearchParameter-codesystem-extensions-CodeSystem-end"] = "base is 1..* and absent",
        ["SearchParameter-codesystem-extensions-CodeSystem-keyword"] = "base is 1..* and absent",
        ["SearchParameter-codesystem-extensions-CodeSystem-workflow"] = "base is 1..* and absent",
        ["SearchParameter-questionnaireresponse-extensions-QuestionnaireResponse-item-subject"] =
            "the id has 66 characters, 64 are allowed",
        ["SearchParameter-valueset-extensions-ValueSet-author"] = "base is 1..* and absent",
        ["SearchParameter-valueset-extensions-ValueSet-effective"] = "base is 1..* and absent",
        ["SearchParameter-valueset-extensions-ValueSet-end"] = "base is 1..* and absent",
        ["SearchParameter-valueset-extensions-ValueSet-keyword"] = "base is 1..* and absent",
        ["SearchParameter-valueset-extensions-ValueSet-workflow"] = "base is 1..* and absent",
    };

    [Fact]
    public void Every_example_reads_without_fault_and_comes_out_equal_but_for_those_that_break_R4()
    {
        var (refused, changed) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        Parallel.ForEach(Examples(), file =>
        {
            var (name, body) = (Path.GetFileNameWithoutExtension(file), File.ReadAllBytes(file));
            if (!FhirInput.Read(body, "application/fhir+json").TryGet(out var resource, out _))
                refused.Add(name);
            else if (!SameJson(body, FhirJson.Serialize(resource)))
                changed.Add(name);
        });

        Assert.Equal(Broken.Keys.Order(StringComparer.Ordinal), refused.Order(StringComparer.Ordinal));
        Assert.Empty(changed);
    }

    [Fact]
    public void No_spoilt_example_gets_in_and_each_fault_says_where()
    {
        var wrong = new ConcurrentBag<string>();
        Parallel.ForEach(Examples().Where(f => new FileInfo(f).Length < Small).Index(), example =>
        {
            // Every hundredth in every way, the others in one.
            int? only = example.Index % 100 == 0 ? null : example.Index % BadBodies.Count;
            foreach (var (kind, body, contentType) in BadBodies.Of(File.ReadAllBytes(example.Item), only))
            {
                if (Complaint(FhirInput.Read(body, contentType).Errors) is { } complaint)
                    wrong.Add($"{Path.GetFileName(example.Item)}, {kind}: {complaint}");
            }
        });

        Assert.Empty(wrong);
    }

    [Fact]
    public void Examples_read_from_XML_are_the_same_and_spoilt_XML_does_not_get_in()
    {
        var wrong = new ConcurrentBag<string>();
        Parallel.ForEach(Examples().Where(f => new FileInfo(f).Length < Small).Where((_, i) => i % 10 == 0), file =>
        {
            if (!FhirInput.Read(File.ReadAllBytes(file), "application/fhir+json").TryGet(out var resource, out _))
                return;
            var xml = System.Text.Encoding.UTF8.GetString(FhirXml.Serialize(resource));
            if (!Read(xml).TryGet(out var again, out var faults))
                wrong.Add($"{Path.GetFileName(file)}: {faults[0]}");
            else if (Narrow(again) != Narrow(resource))
                wrong.Add(Path.GetFileName(file) + " differs");
            foreach (var (kind, spoilt) in BadBodies.OfXml(xml))
            {
                if (Complaint(Read(spoilt).Errors) is { } complaint)
                    wrong.Add($"{Path.GetFileName(file)}, {kind}: {complaint}");
            }
        });

        Assert.Empty(wrong);
    }

    private static Result<Resource> Read(string xml) =>
        FhirInput.Read(System.Text.Encoding.UTF8.GetBytes(xml), "application/fhir+xml");

    // XML trims strings, and writes a narrative with other entities and other space inside tags.
    private static string Narrow(Resource resource)
    {
        if (resource is DomainResource { Text: { } text })
            text.Div = null;
        var json = FhirJson.Serialize(resource).Replace("\\t", "", StringComparison.Ordinal)
            .Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "", StringComparison.Ordinal)
            .Replace("\\u00A0", "", StringComparison.Ordinal);
        return string.Concat(json.Where(c => !char.IsWhiteSpace(c)));
    }

    private static string? Complaint(IReadOnlyList<HubError> errors) =>
        errors.Count == 0 ? "was taken"
        : errors.FirstOrDefault(e => e.Path is null && e.Line is null) is { } lost ? $"no place: {lost}"
        : errors.FirstOrDefault(e => e.ToString().Contains("secret", StringComparison.Ordinal)) is { } told ? $"tells: {told}"
        : errors.Count > InputLimits.Errors ? "too many"
        : null;

    private static IEnumerable<string> Examples() =>
        OfficialExamples.Files().Where(f => new FileInfo(f).Length < Largest);

    private static bool SameJson(byte[] one, string other)
    {
        using var before = JsonDocument.Parse(one);
        using var after = JsonDocument.Parse(other);
        return JsonElement.DeepEquals(before.RootElement, after.RootElement)
            || JsonNode.DeepEquals(Unspaced(JsonNode.Parse(one)!), Unspaced(JsonNode.Parse(other)!));
    }

    // Base64 may hold white space, which means nothing.
    private static JsonNode Unspaced(JsonNode node)
    {
        foreach (var name in new[] { "data", "content", "presentedForm" })
        {
            var holder = (node as JsonObject)?[name];
            if (name == "data" && holder is JsonValue value)
                node["data"] = value.GetValue<string>().Replace(" ", "", StringComparison.Ordinal);
            else if (holder is JsonArray array && array[0] is { } first)
                Unspaced(first);
            else if (holder is JsonObject inner)
                Unspaced(inner);
        }

        return node;
    }
}
