using System.Globalization;
using System.Text.Json.Nodes;

namespace IntegrationHub.Exchange;

/// <summary>A JSON Pointer (RFC 6901): <c>/name/0/given</c>.</summary>
/// <param name="Parts">Unescaped; empty: the whole document.</param>
internal sealed record JsonPointer(IReadOnlyList<string> Parts)
{
    /// <summary>Reads the text; null when it is no pointer.</summary>
    public static JsonPointer? Read(string text) =>
        text.Length == 0 ? new([])
        : text[0] != '/' ? null
        : new([.. text[1..].Split('/').Select(p => p.Replace("~1", "/", StringComparison.Ordinal)
            .Replace("~0", "~", StringComparison.Ordinal))]);

    public string Last => Parts[^1];

    /// <summary>True when <paramref name="other"/> lies inside this place.</summary>
    public bool Holds(JsonPointer other) =>
        other.Parts.Count > Parts.Count && Parts.SequenceEqual(other.Parts.Take(Parts.Count));

    /// <summary>The node there; found is false when there is none. A JSON null is found and null.</summary>
    public (bool Found, JsonNode? Node) In(JsonNode root) => In(root, Parts.Count);

    /// <summary>The object or array that holds the last part.</summary>
    public JsonNode? ParentIn(JsonNode root) => In(root, Parts.Count - 1).Node;

    /// <summary>An index of an existing item, or of one past the last when <paramref name="append"/>.</summary>
    public static int? Index(string part, int count, bool append)
    {
        if (append && part == "-")
            return count;
        var canonical = part == "0" || (part.Length > 0 && part[0] != '0');
        return canonical && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < (append ? count + 1 : count) ? index : null;
    }

    private (bool Found, JsonNode? Node) In(JsonNode root, int depth)
    {
        JsonNode? node = root;
        for (var i = 0; i < depth; i++)
        {
            switch (node)
            {
                case JsonObject map when map.TryGetPropertyValue(Parts[i], out var value):
                    node = value;
                    break;
                case JsonArray list when Index(Parts[i], list.Count, append: false) is { } index:
                    node = list[index];
                    break;
                default:
                    return (false, null);
            }
        }

        return (true, node);
    }
}
