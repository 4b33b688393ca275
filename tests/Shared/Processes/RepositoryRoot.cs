namespace IntegrationHub.Shared.Processes;

/// <summary>The checkout the tests were built from.</summary>
public static class RepositoryRoot
{
    /// <summary>Folder of IntegrationHub.sln.</summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string from) =>
        File.Exists(System.IO.Path.Combine(from, "IntegrationHub.sln"))
            ? from
            : Find(System.IO.Path.GetDirectoryName(from) ?? throw new InvalidOperationException("No IntegrationHub.sln above."));
}
