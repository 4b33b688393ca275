using System.Collections;
using System.Net;
using System.Text.RegularExpressions;
using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>The words of a resource: texts people read, in every element; no dates, numbers, URIs, codes.</summary>
internal static partial class WordReader
{
    /// <summary>Different words of one resource that are indexed; the rest of a longer one is not.</summary>
    public const int MostWords = 4_000;

    public static IReadOnlyList<IndexWord> Read(Resource resource)
    {
        var words = new Dictionary<string, IndexWord>(StringComparer.Ordinal);
        if ((resource as DomainResource)?.Text?.Div is { } narrative)
            Add(words, WebUtility.HtmlDecode(Tags().Replace(narrative, " ")), narrative: true);
        Read(words, resource);
        return [.. words.Values];
    }

    private static void Read(Dictionary<string, IndexWord> words, Base element)
    {
        foreach (var (_, value) in element.EnumerateElements())
        {
            switch (value)
            {
                case FhirString or Markdown when ((PrimitiveType)value).JsonValue is string text:
                    Add(words, text, narrative: false);
                    break;
                case Narrative or PrimitiveType:
                    break;
                case Base below:
                    Read(words, below);
                    break;
                case IList many:
                    foreach (var each in many)
                    {
                        if (each is FhirString or Markdown && ((PrimitiveType)each).JsonValue is string text)
                            Add(words, text, narrative: false);
                        else if (each is Base below and not PrimitiveType)
                            Read(words, below);
                    }

                    break;
            }
        }
    }

    private static void Add(Dictionary<string, IndexWord> words, string text, bool narrative)
    {
        foreach (var word in SearchText.IndexWords(text))
        {
            if (words.Count >= MostWords)
                return;
            words.TryAdd(word, new(word, narrative));
        }
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
