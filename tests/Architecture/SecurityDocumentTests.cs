using System.Text.RegularExpressions;
using Xunit;

namespace IntegrationHub.Architecture;

/// <summary>What the security documents promise to be tested is tested.</summary>
public sealed partial class SecurityDocumentTests
{
    [Fact]
    public void Every_test_the_security_documents_name_exists()
    {
        var known = Repository.Sources("tests").SelectMany(f => Names().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var named = Documents().SelectMany(d => Tests().Matches(File.ReadAllText(d))
            .Select(m => (File: Path.GetFileName(d), Name: m.Groups[1].Value))).ToList();

        Assert.True(named.Count > 20, "security.md names its tests as `XTests` or `XContract`");
        Assert.Empty(named.Where(n => !n.Name.Split('.').All(known.Contains)).Distinct());
    }

    [Fact]
    public void Every_document_the_security_documents_lead_to_exists_or_is_another_room()
    {
        var docs = Path.Combine(Repository.Root, "docs");
        var missing = Links().Matches(File.ReadAllText(Path.Combine(docs, "security.md")))
            .Select(m => m.Groups[1].Value).Where(l => !File.Exists(Path.Combine(docs, l)));

        Assert.Empty(missing);
    }

    private static IEnumerable<string> Documents()
    {
        var docs = Path.Combine(Repository.Root, "docs");
        var rooms = Path.Combine(docs, "security");
        return Directory.Exists(rooms)
            ? Directory.GetFiles(rooms, "*.md").Append(Path.Combine(docs, "security.md"))
            : [Path.Combine(docs, "security.md")];
    }

    // `LimitTests`, `SearchTimeContract` or `LimitTests.A_client_above_its_share…`.
    [GeneratedRegex(@"`([A-Z]\w*(?:Tests|Contract)(?:\.[A-Z]\w+)?)`")]
    private static partial Regex Tests();

    [GeneratedRegex(@"\b(?:class|void|Task)\s+([A-Z]\w+)")]
    private static partial Regex Names();

    [GeneratedRegex(@"\]\((?!http)([^)#]+)\)")]
    private static partial Regex Links();
}
