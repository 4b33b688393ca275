using System.ComponentModel;
using System.Diagnostics;
using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Sealing;

/// <summary>Keys in an environment variable: <c>id=base64</c> per line, the active one first.</summary>
public sealed class EnvironmentKeys(string variable) : IKeyProvider
{
    /// <inheritdoc />
    public Result<KeyRing> Read() => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? KeyText.Lines(text, "${env:" + variable + "}")
        : new HubError(HubErrorCode.ConfigurationInvalid, $"The environment variable {variable} is not set.", "keys.variable");
}

/// <summary>
/// A program that prints <c>id=base64</c> per line, the active key first: the bridge to a key management service
/// (<c>vault kv get …</c>, <c>aws kms decrypt …</c>). Its error output is not repeated: it may hold a secret.
/// </summary>
/// <param name="program">Absolute path of the program; no shell is involved.</param>
/// <param name="arguments">Its arguments.</param>
public sealed class CommandKeys(string program, IReadOnlyList<string> arguments) : IKeyProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public Result<KeyRing> Read()
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var run = Process.Start(start)!;
            run.ErrorDataReceived += static (_, _) => { };
            run.BeginErrorReadLine();
            var text = run.StandardOutput.ReadToEndAsync();
            if (!text.Wait(Patience) || !run.WaitForExit(Patience))
            {
                run.Kill(entireProcessTree: true);
                return Failed($"The program did not end within {Patience.TotalSeconds:0} s.");
            }
            return run.ExitCode == 0
                ? KeyText.Lines(text.Result, program)
                : Failed($"The program ended with {run.ExitCode}: run it by hand as the hub's account.");
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return Failed("The program cannot be started: check its path and rights.");
        }
    }

    private HubError Failed(string text) => new(HubErrorCode.ConfigurationInvalid, text, program);
}
