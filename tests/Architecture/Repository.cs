namespace IntegrationHub.Architecture;

/// <summary>The checkout these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static IEnumerable<string> Sources(params string[] under) =>
        Directory.EnumerateFiles(Path.Combine([Root, .. under]), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static string Find(string from) =>
        File.Exists(Path.Combine(from, "IntegrationHub.sln"))
            ? from
            : Find(Path.GetDirectoryName(from) ?? throw new InvalidOperationException("No IntegrationHub.sln above."));
}
