using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace IntegrationHub.Hub.Bench;

/// <summary>This executable as a process of its own, so that memory and CPU are what operations would see.</summary>
internal sealed partial class BenchProcess : IAsyncDisposable
{
    private readonly Process process;

    private BenchProcess(Process process) => this.process = process;

    /// <summary>CPU time used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Proportional memory in MiB (Linux), else the working set.</summary>
    public double MemoryMiB
    {
        get
        {
            var rollup = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/smaps_rollup");
            if (File.Exists(rollup) && Pss().Match(File.ReadAllText(rollup)) is { Success: true } pss)
                return double.Parse(pss.Groups[1].Value, CultureInfo.InvariantCulture) / 1024;
            process.Refresh();
            return process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }

    public static async Task<BenchProcess> StartAsync(
        BenchFolder folder, string roles, IReadOnlyDictionary<string, string> secrets, CancellationToken ct)
    {
        var start = Command(["run", "--config", folder.Path, "--roles", roles], secrets);
        start.RedirectStandardOutput = true;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var started = new BenchProcess(process);
        await started.WaitAsync(new Uri($"http://127.0.0.1:{folder.HttpPort}/health/ready"), ct);
        return started;
    }

    /// <summary>Runs a verb to its end.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> ReadAsync(
        string[] arguments, IReadOnlyDictionary<string, string> secrets, CancellationToken ct)
    {
        var start = Command(arguments, secrets);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0 ? text.Trim() : throw new IOException($"hub {arguments[0]} ended with {process.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static ProcessStartInfo Command(string[] arguments, IReadOnlyDictionary<string, string> secrets)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(BenchProcess).Assembly.Location, .. arguments]);
        foreach (var (name, value) in secrets)
            start.Environment[name] = value;
        return start;
    }

    private async Task WaitAsync(Uri ready, CancellationToken ct)
    {
        using var http = new HttpClient();
        while (!process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(ready, ct);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, ct);
        }

        throw new IOException("The process of the measurement ended before it was ready; its reasons are above.");
    }

    [GeneratedRegex(@"(?m)^Pss:\s+(\d+) kB")]
    private static partial Regex Pss();
}
