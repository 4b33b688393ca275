using System.Diagnostics;
using IntegrationHub.Shared.Processes;

namespace IntegrationHub.Shared.Fhir;

/// <summary>
/// The official R4 examples (npm package <c>hl7.fhir.r4.examples</c>, CC0), for tests only and never committed:
/// HUB_FHIR_EXAMPLES names a folder that has them, else npm fetches them once into artifacts/.
/// </summary>
public static class OfficialExamples
{
    private const string Package = "hl7.fhir.r4.examples";
    private const string Version = "4.0.1";

    private static readonly Lazy<string> Place = new(Locate);

    /// <summary>Every example, by file name.</summary>
    public static IEnumerable<string> Files() => Directory.EnumerateFiles(Place.Value, "*-*.json")
        .Order(StringComparer.Ordinal);

    private static string Locate()
    {
        var named = Environment.GetEnvironmentVariable("HUB_FHIR_EXAMPLES");
        if (!string.IsNullOrEmpty(named))
            return named;
        var cache = Path.Combine(RepositoryRoot.Path, "artifacts", "fhir-examples");
        var folder = Path.Combine(cache, Version, "package");
        if (!Directory.Exists(folder))
            Fetch(cache, folder);
        return folder;
    }

    // Unpacked beside and moved, so that two test processes cannot see half of it.
    private static void Fetch(string cache, string folder)
    {
        var beside = Path.Combine(cache, Path.GetRandomFileName());
        Directory.CreateDirectory(beside);
        Run("npm", beside, "pack", "--silent", $"{Package}@{Version}");
        Run("tar", beside, "xzf", $"{Package}-{Version}.tgz");
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        if (!Directory.Exists(folder))
            Directory.Move(Path.Combine(beside, "package"), folder);
        Directory.Delete(beside, recursive: true);
    }

    private static void Run(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException(program + " did not start.");
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} ended with {process.ExitCode}: the official examples are missing; "
                + "set HUB_FHIR_EXAMPLES to a folder with the package's JSON files.");
    }
}
