using System.Text;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;

namespace IntegrationHub.Shared.Fhir;

/// <summary>
/// One body spoilt in every way a client may spoil it. Deterministic: the same body gives the same faults.
/// </summary>
public static class BadBodies
{
    private const string Json = "application/fhir+json";

    private static readonly string Huge = new('x', 1_100_000);

    private static readonly (string Kind, Func<byte[], byte[]> Spoil, string ContentType)[] OfBytes =
    [
        ("content type", e => e, "text/plain"),
        ("content type's charset", e => e, "application/fhir+json; charset=gb18030"),
        ("cut", e => e[..(e.Length / 2)], Json),
        ("tail", e => [.. e, .. "{}"u8], Json),
        ("mark", e => [0xEF, 0xBB, 0xBF, .. e], Json),
        ("bad UTF-8", e => [.. "{\"language\":\""u8, 0xC3, 0x28, .. "\","u8, .. Inside(e)], Json),
        ("twice", e => [.. "{\"language\":\"en\",\"language\":\"zh\","u8, .. Inside(e)], Json),
        ("half surrogate", e => [.. "{\"implicitRules\":\"\\ud83d\","u8, .. Inside(e)], Json),
        ("deep", e => Encoding.UTF8.GetBytes(Deep() + Encoding.UTF8.GetString(Inside(e))), Json),
    ];

    /// <summary>How many kinds there are.</summary>
    public static int Count => OfBytes.Length + Spoils.Length;

    /// <summary>Name, body and content type of each kind of fault that the example has a place for.</summary>
    /// <param name="example">A valid resource.</param>
    /// <param name="only">Number of the one kind that is wanted; null: all.</param>
    public static IEnumerable<(string Kind, byte[] Body, string ContentType)> Of(byte[] example, int? only = null)
    {
        foreach (var (_, (kind, spoil, contentType)) in OfBytes.Index().Where(k => only is null || only == k.Index))
            yield return (kind, spoil(example), contentType);
        foreach (var (i, (kind, spoil)) in Spoils.Index())
        {
            if (only is not null && only != OfBytes.Length + i)
                continue;
            var resource = (JsonObject)JsonNode.Parse(example)!;
            if (spoil(resource))
                yield return (kind, Encoding.UTF8.GetBytes(resource.ToJsonString()), Json);
        }
    }

    /// <summary>Kinds of faults that only XML can have, or that XML has in its own way.</summary>
    public static IEnumerable<(string Kind, string Xml)> OfXml(string xml)
    {
        var root = xml.IndexOf('<', xml.IndexOf("?>", StringComparison.Ordinal) + 1);
        var inside = xml.IndexOf('>', root) + 1;
        yield return ("cut", xml[..(xml.Length / 2)]);
        yield return ("DTD", $"<!DOCTYPE x [<!ENTITY e \"secret\">]>{xml[root..]}");
        yield return ("unknown element", xml.Insert(inside, "<colour value=\"secret\"/>"));
        yield return ("text", xml.Insert(inside, "secret"));
        yield return ("deep", xml.Insert(inside, string.Concat(Enumerable.Repeat("<extension>", 100_000))));
        yield return ("namespace", xml.Replace("http://hl7.org/fhir\"", "http://secret\"", StringComparison.Ordinal));
    }

    private static readonly (string Kind, Func<JsonObject, bool> Spoil)[] Spoils =
    [
        ("missing", r => Required(r) is { } name && r.Remove(name)),
        ("no type", r => r.Remove("resourceType")),
        ("other type", r => Set(r, "resourceType", "Patients")),
        ("unknown element", r => Set(r, "colour", "secret")),
        ("unknown element, deep", r => Set(r, "meta", new JsonObject { ["colour"] = "secret" })),
        ("object for string", r => Set(r, "language", new JsonObject { ["a"] = "secret" })),
        ("string for object", r => Set(r, "meta", "secret")),
        ("one for many", r => Set(r, "meta", new JsonObject { ["tag"] = new JsonObject { ["code"] = "x" } })),
        ("many for one", r => Set(r, "id", new JsonArray("x", "y"))),
        ("wrong code", r => r["text"] is JsonObject text && Set(text, "status", "secret")),
        ("bad id", r => Set(r, "id", "a secret id")),
        ("bad instant", r => Set(r, "meta", new JsonObject { ["lastUpdated"] = "2020-13-01" })),
        ("bad uri", r => Set(r, "implicitRules", "http://a secret")),
        ("huge string", r => Set(r, "language", Huge)),
        ("huge name", r => Set(r, Huge, "secret")),
        ("huge number", r => Set(r, "meta", new JsonObject { ["versionId"] = JsonNode.Parse("1e999999") })),
        ("null", r => Set(r, "language", null)),
        ("null in array", r => Set(r, "meta", new JsonObject { ["profile"] = new JsonArray("http://a", null) })),
        ("empty object", r => Set(r, "meta", new JsonObject())),
        ("empty array", r => Set(r, "meta", new JsonObject { ["tag"] = new JsonArray() })),
        ("empty string", r => Set(r, "language", "")),
        ("control character", r => Set(r, "language", "a\u0001")),
        ("script", r => Set(r, "text", new JsonObject
        {
            ["status"] = "generated",
            ["div"] = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><script>secret</script></div>",
        })),
        ("empty extension", r => Set(r, "meta", new JsonObject
        {
            ["extension"] = new JsonArray(new JsonObject { ["url"] = "http://a" }),
        })),
        ("twin of other length", r => Set(r, "meta", new JsonObject
        {
            ["profile"] = new JsonArray("http://a", "http://b"),
            ["_profile"] = new JsonArray(new JsonObject { ["id"] = "a" }),
        })),
    ];

    private static bool Set(JsonObject resource, string name, JsonNode? value)
    {
        resource[name] = value;
        return true;
    }

    private static string? Required(JsonObject resource) =>
        ModelInfo.ModelInspector.FindClassMapping((string)resource["resourceType"]!)!.PropertyMappings
            .Where(p => p.IsMandatoryElement && resource.ContainsKey(p.Name)).Select(p => p.Name).FirstOrDefault();

    private static string Deep()
    {
        var text = new StringBuilder("{\"extension\":");
        for (var i = 0; i < 200; i++)
            text.Append("[{\"url\":\"http://a\",\"extension\":");
        text.Append("[]");
        for (var i = 0; i < 200; i++)
            text.Append("}]");
        return text.Append(',').ToString();
    }

    private static byte[] Inside(byte[] example) => example[(Array.IndexOf(example, (byte)'{') + 1)..];
}
