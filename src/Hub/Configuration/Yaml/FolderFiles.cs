namespace IntegrationHub.Hub.Configuration.Yaml;

/// <summary>The files of a folder inside the configuration folder.</summary>
internal static class FolderFiles
{
    /// <summary>Names inside the configuration folder, sorted; files nobody would read are findings.</summary>
    public static IReadOnlyList<string> In(string folder, string under, string ending, Findings findings)
    {
        var directory = Path.Combine(folder, under);
        if (!Directory.Exists(directory))
            return [];
        var files = Directory.GetFiles(directory).Select(Path.GetFileName).OfType<string>()
            .Where(f => !f.StartsWith('.')).Order(StringComparer.Ordinal).ToArray();
        foreach (var stray in files.Where(f => !f.EndsWith(ending, StringComparison.Ordinal)))
            findings.Add($"{under}/{stray}", 0, "", $"is not read: files here end in {ending}");
        return [.. files.Where(f => f.EndsWith(ending, StringComparison.Ordinal)).Select(f => $"{under}/{f}")];
    }
}
