using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace IntegrationHub.Shared.Processes;

/// <summary>The built executable, run as a user runs it; can be killed without warning and started again.</summary>
public sealed class HubProcess : IAsyncDisposable
{
    private readonly ProcessStartInfo start;
    private readonly ConcurrentQueue<string> output = new();
    private readonly Uri? ready;
    private Process? process;

    /// <param name="arguments">Verb and options.</param>
    /// <param name="ready">Health address that answers 200 when the process is ready; null: not awaited.</param>
    /// <param name="environment">Secrets and <c>HUB_FAILPOINT</c>.</param>
    /// <param name="failpoints">True runs the build made with failpoints.</param>
    public HubProcess(IEnumerable<string> arguments, Uri? ready = null,
        IReadOnlyDictionary<string, string>? environment = null, bool failpoints = false)
    {
        this.ready = ready;
        start = new("dotnet", [Executable(failpoints), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
    }

    /// <summary>What it printed, both streams, oldest first.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>Process id, for signals.</summary>
    public int Id => process?.Id ?? throw new InvalidOperationException("Not started.");

    /// <summary>Folder of the build: <c>artifacts/bin/Hub/debug</c>, or the one with failpoints.</summary>
    public static string Executable(bool failpoints) => Path.Combine(RepositoryRoot.Path, "artifacts",
        failpoints ? "failpoints" : "", "bin", "Hub", "debug", "IntegrationHub.Hub.dll");

    /// <summary>Sets or clears an environment variable for the next start.</summary>
    public void SetEnvironment(string name, string? value)
    {
        if (value is null)
            start.Environment.Remove(name);
        else
            start.Environment[name] = value;
    }

    /// <summary>Starts and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (ready is not null)
            await WaitUntilReadyAsync(ct);
    }

    /// <summary>Waits until the health address answers 200, or says what the process printed when it ended instead.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        while (true)
        {
            if (!IsRunning)
                throw new InvalidOperationException("The hub ended: " + Output);
            try
            {
                using var answer = await http.GetAsync(ready, ct);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
            {
                ct.ThrowIfCancellationRequested();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (process is null)
            return;
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, then waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(CancellationToken ct)
    {
        using var signal = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        await process!.WaitForExitAsync(ct);
        return process.ExitCode;
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken ct)
    {
        await process!.WaitForExitAsync(ct);
        return process.ExitCode;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            await KillAsync();
        process?.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        output.Enqueue(line);
        while (output.Count > 500)
            output.TryDequeue(out _);
    }
}
