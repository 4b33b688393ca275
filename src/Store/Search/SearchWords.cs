using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Words of a resource for <c>_text</c> and <c>_content</c>. Those of the narrative are kept a second time,
/// marked: letters and digits only are words, so the mark cannot be part of one.</summary>
internal static class SearchWords
{
    private const string Narrative = "_";

    /// <summary>Distinct, sorted, parted by blanks.</summary>
    public static string Of(Resource resource) => string.Join(' ', SearchIndex.Words(resource)
        .SelectMany(w => w.Narrative ? [w.Text, Narrative + w.Text] : new[] { w.Text })
        .Where(w => !w.Contains(' ', StringComparison.Ordinal))
        .Distinct().Order(StringComparer.Ordinal));

    /// <summary>Words of a question, as they are indexed.</summary>
    public static IReadOnlyList<QueryWord> Read(string text, bool narrative) =>
        [.. SearchText.Words(text).Select(w => narrative ? w with { Text = Narrative + w.Text } : w)];

    /// <summary>The question for PostgreSQL's <c>tsquery</c>.</summary>
    public static string Query(IEnumerable<QueryWord> words) =>
        string.Join(" & ", words.Select(w => $"'{w.Text}'{(w.Prefix ? ":*" : "")}"));
}
