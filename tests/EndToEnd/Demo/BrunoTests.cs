using System.Diagnostics;
using IntegrationHub.Shared.Processes;
using Xunit;

namespace IntegrationHub.EndToEnd.Demo;

/// <summary>The Bruno collection in tests/bruno, run by Bruno's own command line against the built executable.</summary>
public sealed class BrunoTests
{
    private const string Cli = "@usebruno/cli@4.1.0";

    [Fact]
    public async Task Every_request_of_the_collection_gets_what_it_asserts()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var run = new DemoRun("--no-traffic");
        var demo = await run.StartAsync(ct);
        var token = demo.GetProperty("clients").EnumerateArray().First().GetProperty("token").GetString();

        var start = new ProcessStartInfo(
            "npx",
            [
                "--yes", Cli, "run", "--env", "local", "--env-var", $"base={demo.GetProperty("fhir").GetString()}",
                "--env-var", $"token={token}",
            ])
        {
            WorkingDirectory = Path.Combine(RepositoryRoot.Path, "tests", "bruno"),
            RedirectStandardOutput = true,
        };
        using var bruno = Process.Start(start)!;
        var output = await bruno.StandardOutput.ReadToEndAsync(ct);
        await bruno.WaitForExitAsync(ct);

        Assert.True(bruno.ExitCode == 0, output);
        var requests = Directory.EnumerateFiles(start.WorkingDirectory, "??-*.bru").Count();
        Assert.Contains($"{requests} ({requests} Passed)", output, StringComparison.Ordinal);
    }
}
