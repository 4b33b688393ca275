using System.Text;

namespace IntegrationHub.Fhir;

/// <summary>How text is compared by string search parameters; writers and readers of the index both fold.</summary>
public static class SearchText
{
    /// <summary>
    /// Full width to half width (NFKC), upper to lower, inner white space to one blank, none outside.
    /// </summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var wide = text.IsNormalized(NormalizationForm.FormKC) ? text : text.Normalize(NormalizationForm.FormKC);
        var folded = new StringBuilder(wide.Length);
        foreach (var c in wide)
        {
            if (!char.IsWhiteSpace(c))
                folded.Append(char.ToLowerInvariant(c));
            else if (folded.Length > 0 && folded[^1] != ' ')
                folded.Append(' ');
        }

        return folded.ToString().TrimEnd();
    }
}
