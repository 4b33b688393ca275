using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace IntegrationHub.Shared.Servers;

/// <summary>A server binary of this machine under a test's control: started, killed, frozen, started again.</summary>
public sealed class ServerProcess(ProcessStartInfo start) : IDisposable
{
    private Process? process;
    private int disposed;

    /// <summary>The pid that gets the signals; another one than the started process when a script stands before the server.</summary>
    public Func<int>? PidSource { get; init; }

    /// <summary>Done once when the server is given up, e.g. to end a daemon it left behind.</summary>
    public Action? GivenUp { get; init; }

    /// <summary>Whether the started process is alive.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>Starts it; its output is thrown away.</summary>
    public void Start()
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    /// <summary>kill -9, and waits for the end.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        Signal("KILL");
        await process!.WaitForExitAsync(ct);
    }

    /// <summary>Stops every thread of the server until <see cref="Thaw"/>.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Ends a <see cref="Freeze"/>.</summary>
    public void Thaw() => Signal("CONT");

    /// <summary>Kills it if it runs.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;
        if (IsRunning)
        {
            Signal("KILL");
            process!.WaitForExit(TimeSpan.FromSeconds(10));
        }

        GivenUp?.Invoke();
    }

    /// <summary>A TCP port nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task RunAsync(ProcessStartInfo command, CancellationToken ct)
    {
        command.RedirectStandardOutput = true;
        command.RedirectStandardError = true;
        using var run = Process.Start(command)!;
        var texts = await Task.WhenAll(run.StandardOutput.ReadToEndAsync(ct), run.StandardError.ReadToEndAsync(ct));
        await run.WaitForExitAsync(ct);
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"{command.FileName} ended with {run.ExitCode}: {string.Concat(texts)}");
    }

    private void Signal(string name)
    {
        var pid = (PidSource?.Invoke() ?? process!.Id).ToString(CultureInfo.InvariantCulture);
        using var kill = Process.Start("kill", ["-" + name, pid]);
        kill.WaitForExit();
    }
}
