using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationHub.Shared.Processes;
using IntegrationHub.Shared.Servers;

namespace IntegrationHub.Benchmarks.FhirServer;

/// <summary>The hub as operations run it: release build, a process of its own, PostgreSQL.</summary>
internal sealed partial class HubUnderLoad : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-bench-").FullName;
    private readonly string database;
    private Process? process;

    public HubUnderLoad(string database)
    {
        this.database = database;
        Port = ServerProcess.FreePort();
        Write("hub.yaml", $$"""
            gateway: bench
            environment: P
            demo: true
            http:
              urls: [http://127.0.0.1:{{Port}}]
            exchange:
              database: postgres
              connection: ${env:HUB_BENCH_DATABASE}
            log:
              level: error
            """);
        Write("members.yaml", """
            members:
              - id: county
                name: 测量县医院
                tier: county
                facilities: [BENCH]
                gateway: bench
            """);
    }

    public int Port { get; }

    public int Id => process!.Id;

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>CPU time used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process!.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Proportional memory, MiB.</summary>
    public double MemoryMiB => double.Parse(
        Pss().Match(File.ReadAllText($"/proc/{process!.Id}/smaps_rollup")).Groups[1].Value,
        CultureInfo.InvariantCulture) / 1024;

    public async Task<string> TokenAsync()
    {
        var start = Command("token", "--config", folder, "--member", "county");
        start.RedirectStandardOutput = true;
        using var token = Process.Start(start)!;
        var text = await token.StandardOutput.ReadToEndAsync();
        await token.WaitForExitAsync();
        return token.ExitCode == 0 ? text.Trim().Split('\n')[^1] : throw new InvalidOperationException(text);
    }

    public async Task StartAsync()
    {
        process = Process.Start(Command("run", "--config", folder))!;
        using var http = new HttpClient();
        while (true)
        {
            try
            {
                if ((await http.GetAsync(new Uri(Address, "/health/ready"))).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // not up yet
            }

            await Task.Delay(200);
        }
    }

    public async Task StopAsync()
    {
        if (process is null)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text + "\n");

    private ProcessStartInfo Command(params string[] arguments)
    {
        var hub = Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "Hub", "release", "IntegrationHub.Hub.dll");
        if (!File.Exists(hub))
            throw new InvalidOperationException("Build it first: dotnet build -c Release src/Hub");
        var start = new ProcessStartInfo("dotnet", [hub, .. arguments]) { WorkingDirectory = folder };
        start.Environment["HUB_BENCH_DATABASE"] = database;
        return start;
    }

    [GeneratedRegex(@"Pss:\s+(\d+) kB")]
    private static partial Regex Pss();
}
