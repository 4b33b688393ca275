using System.Diagnostics;
using IntegrationHub.Shared.Processes;

namespace IntegrationHub.EndToEnd.Clients;

/// <summary>Published npm packages that tests run; restored below artifacts, never part of the product.</summary>
internal static class NpmFolder
{
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>Copies a folder with package.json below artifacts/npm and restores its packages once.</summary>
    /// <returns>The copy.</returns>
    public static async Task<string> RestoreAsync(string folder, CancellationToken ct)
    {
        var copy = Path.Combine(RepositoryRoot.Path, "artifacts", "npm", Path.GetFileName(folder).ToLowerInvariant());
        await OneAtATime.WaitAsync(ct);
        try
        {
            Directory.CreateDirectory(copy);
            foreach (var file in Directory.GetFiles(folder, "*.*js*"))
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
            if (!Directory.Exists(Path.Combine(copy, "node_modules")))
                await RunAsync(copy, "npm", ["install", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund"], ct);
            return copy;
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static async Task RunAsync(string folder, string program, string[] arguments, CancellationToken ct)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {arguments[0]} failed: {string.Concat(said)}");
    }
}
