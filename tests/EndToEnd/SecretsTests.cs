using IntegrationHub.Shared.Processes;
using IntegrationHub.Shared.Servers;
using IntegrationHub.Store.Sealing;
using Xunit;

namespace IntegrationHub.EndToEnd;

/// <summary>Every secret of a configuration has a value that can be found; it is found nowhere.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string Canary = "c4nary-s3cret";

    private readonly string folder = Directory.CreateTempSubdirectory("hub-secrets-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task No_secret_stands_in_logs_findings_pages_or_the_reasons_of_failed_connections()
    {
        var (at, secrets) = Configure();
        var keys = Directory.EnumerateFiles(Path.Combine(at.Path, "keys"), "*.key").Select(f => File.ReadAllText(f).Trim());
        var texts = new List<string>();
        await using (var check = new HubProcess(["check", at.Path], null, secrets))
        {
            await check.StartAsync(Ct);
            await check.WaitForExitAsync(Ct);
            texts.Add(check.Output);
        }
        await using var hub = new HubProcess(["run", "--config", at.Path], new(at.Http, "/health/live"), secrets);
        await hub.StartAsync(Ct);
        using var http = new HttpClient { BaseAddress = at.Http };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Canary + "-ops-token-of-the-desk");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!Logs(at).Contains("cannot be reached", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token);
        foreach (var page in (string[])["ops", "ops/lanes", "ops/channels", "ops/api/lanes", "ops/api/channels", "metrics", "health/ready"])
        {
            using var answer = await http.GetAsync(new Uri(page, UriKind.Relative), Ct);
            texts.Add(await answer.Content.ReadAsStringAsync(Ct));
        }
        await hub.KillAsync();
        texts.AddRange([hub.Output, Logs(at)]);

        foreach (var secret in keys.Append(Canary))
            Assert.DoesNotContain(texts, t => t.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    private static string Logs(HubFolder at) => Directory.Exists(Path.Combine(at.Path, "logs"))
        ? string.Concat(Directory.EnumerateFiles(Path.Combine(at.Path, "logs")).Select(Read))
        : "";

    private static string Read(string file)
    {
        using var text = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return text.ReadToEnd();
    }

    // A broker that is not there: its password is used again and again, and every failure is told.
    private (HubFolder, Dictionary<string, string>) Configure()
    {
        var nobody = new Uri($"amqp://{Canary}-user:x@127.0.0.1:{ServerProcess.FreePort()}/");
        var at = HubFolder.Write(folder, HubPorts.Free(), postgres: false, nobody);
        var file = Path.Combine(at.Path, "hub.yaml");
        File.WriteAllText(file, File.ReadAllText(file)
            .Replace($"user: {Canary}-user", "user: hub", StringComparison.Ordinal)
            .Replace("level: warning", "level: debug\n  folder: logs", StringComparison.Ordinal)
            .Replace("access: loopback", "access: token\n  token: ${env:HUB_OPS}", StringComparison.Ordinal)
            + "\nkeys:\n  provider: file\n  folder: keys\n");
        new FolderKeys(Path.Combine(at.Path, "keys")).Add(TimeProvider.System.GetUtcNow());
        return (at, new()
        {
            ["HUB_AMQP_PASSWORD"] = Canary + "-of-the-broker",
            ["HUB_OPS"] = Canary + "-ops-token-of-the-desk",
        });
    }
}
