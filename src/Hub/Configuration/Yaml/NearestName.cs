namespace IntegrationHub.Hub.Configuration.Yaml;

/// <summary>Finds what somebody probably meant to type.</summary>
internal static class NearestName
{
    /// <returns>The nearest of <paramref name="known"/>, or null when nothing is near.</returns>
    public static string? Of(string typed, IEnumerable<string> known)
    {
        var limit = Math.Max(1, typed.Length / 3);
        return known
            .Select(name => (Name: name, Distance: Distance(typed.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(p => p.Distance <= limit)
            .OrderBy(p => p.Distance)
            .Select(p => p.Name)
            .FirstOrDefault();
    }

    /// <summary>" Did you mean x?", or nothing.</summary>
    public static string Hint(string typed, IEnumerable<string> known) =>
        Of(typed, known) is { } name ? $" Did you mean \"{name}\"?" : "";

    // Edits between two words; two neighbouring letters swapped count once, the commonest slip of all.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
