using IntegrationHub.Exchange;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Configuration.Templates;
using Xunit;

namespace IntegrationHub.Unit.Hub;

/// <summary>Names that are no paths, and shares of clients.</summary>
public sealed class HardConfigurationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("his/../his")]
    [InlineData(@"..\his")]
    [InlineData("his%2f..")]
    public void A_name_is_never_a_path(string name)
    {
        var files = ExampleFolder.Files();
        ConfigurationFolder.Write(folder.Path, files);
        ConfigurationFolder.EnsureKey(folder.Path);
        var channel = files.First(f => f.Key.StartsWith("channels/", StringComparison.Ordinal));
        folder.Write(channel.Key, Named(channel.Value, "name", name));
        folder.Write("hub.yaml", Named(files["hub.yaml"], "gateway", name));

        var findings = HubConfiguration.Read(folder.Path).Findings.Select(f => f.ToString()).ToList();

        Assert.Contains(findings, f => f.StartsWith(channel.Key, StringComparison.Ordinal)
            && f.Contains("name: ", StringComparison.Ordinal) && f.Contains("does not fit", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.StartsWith("hub.yaml", StringComparison.Ordinal)
            && f.Contains("gateway: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_client_may_have_a_share_of_its_own()
    {
        Write("""
            fhir:
              search-seconds: 5
              requests-per-day: 1000
              limits:
                county-general/portal: { requests-per-second: 20, requests-per-day: 50 }
            """);

        var (configuration, findings) = HubConfiguration.Read(folder.Path);

        Assert.Empty(findings);
        var fhir = configuration.Settings.Fhir;
        Assert.Equal((TimeSpan.FromSeconds(5), 1_000), (fhir.SearchTime, fhir.RequestsPerDay));
        Assert.Equal(new ClientShare(256, 20, 50), fhir.Shares["county-general/portal"]);
    }

    [Fact]
    public void A_share_of_nobody_and_room_for_no_body_are_findings()
    {
        Write("""
            fhir:
              body-bytes: 67108864
              body-memory-mb: 64
              limits:
                portal: { requests-per-secnd: 20 }
            """);

        var findings = HubConfiguration.Read(folder.Path).Findings.Select(f => f.ToString()).ToList();

        Assert.Equal(3, findings.Count);
        Assert.Contains(findings, f => f.Contains("member/name", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Contains("requests-per-second", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Contains("body-memory-mb", StringComparison.Ordinal));
    }

    public void Dispose() => folder.Dispose();

    private void Write(string fhir)
    {
        var files = ExampleFolder.Files();
        ConfigurationFolder.Write(folder.Path, files);
        ConfigurationFolder.EnsureKey(folder.Path);
        var others = files["hub.yaml"].Split('\n')
            .SkipWhile(l => !l.StartsWith("fhir:", StringComparison.Ordinal)).Skip(1)
            .SkipWhile(l => l.Length == 0 || l[0] is ' ' or '#');
        var before = files["hub.yaml"].Split('\n').TakeWhile(l => !l.StartsWith("fhir:", StringComparison.Ordinal));
        folder.Write("hub.yaml", string.Join('\n', [.. before, fhir, .. others]));
    }

    private static string Named(string yaml, string key, string value) => string.Join('\n', yaml.Split('\n')
        .Select(l => l.StartsWith(key + ":", StringComparison.Ordinal) ? $"{key}: '{value}'" : l));
}
