using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>What the JSON of a resource says for the access rule: one walk over the text, every coding counts.</summary>
/// <param name="Sensitive">Classes its codings and security labels add.</param>
/// <param name="Held">Records it holds, by the elements of <see cref="Holders"/>.</param>
internal readonly record struct RecordScan(RecordClass Sensitive, IReadOnlySet<ResourceKey> Held)
{
    private const int DepthLimit = 128;

    private static readonly FrozenSet<ResourceKey> Nothing = FrozenSet<ResourceKey>.Empty;

    /// <summary>Types that are as sensitive as what they hold, by element; ServiceRequest: its package.</summary>
    public static readonly FrozenDictionary<string, FrozenSet<string>> Holders = new Dictionary<string, string>
    {
        ["Composition"] = "section",
        ["DiagnosticReport"] = "result media imagingStudy",
        ["DocumentManifest"] = "content related",
        ["DocumentReference"] = "context",
        ["List"] = "entry",
        ["Observation"] = "hasMember derivedFrom",
        ["ServiceRequest"] = "supportingInfo reasonReference insurance specimen",
        ["Task"] = "focus input output",
    }.ToFrozenDictionary(p => p.Key, p => p.Value.Split(' ').ToFrozenSet(StringComparer.Ordinal));

    /// <summary>Reads the stored JSON.</summary>
    public static RecordScan Of(string type, string json, SensitiveCodes codes)
    {
        var elements = Holders.GetValueOrDefault(type);
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new() { MaxDepth = DepthLimit });
        var codings = new (string? System, string? Code)[DepthLimit + 1];
        var (found, holds, held) = (RecordClass.Open, false, (HashSet<ResourceKey>?)null);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    codings[reader.CurrentDepth] = default;
                    break;
                case JsonTokenType.EndObject:
                    if (codings[reader.CurrentDepth] is { System: { } system, Code: { } code })
                        found |= codes.Of(system, code);
                    break;
                case JsonTokenType.PropertyName:
                    if (elements is not null && reader.CurrentDepth == 1)
                        holds = elements.Contains(reader.GetString()!);
                    var at = reader.CurrentDepth - 1;
                    if (reader.ValueTextEquals("system"u8))
                        codings[at].System = Text(ref reader, ref codings[at + 1]);
                    else if (reader.ValueTextEquals("code"u8))
                        codings[at].Code = Text(ref reader, ref codings[at + 1]);
                    else if (holds && reader.ValueTextEquals("reference"u8)
                        && Text(ref reader, ref codings[at + 1]) is { } reference
                        && FhirReference.TryRead(reference, out var target, out var id))
                        (held ??= []).Add(new(target, id));
                    break;
            }
        }

        return new(found, held ?? (IReadOnlySet<ResourceKey>)Nothing);
    }

    // An object in place of a text begins a coding of its own.
    private static string? Text(ref Utf8JsonReader reader, ref (string?, string?) inner)
    {
        if (!reader.Read())
            return null;
        if (reader.TokenType == JsonTokenType.StartObject)
            inner = default;
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }
}
