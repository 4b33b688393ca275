using System.Text.RegularExpressions;
using Xunit;

namespace IntegrationHub.Architecture;

/// <summary>What text from outside must never become: a type, a program, a file name.</summary>
public sealed partial class HardeningTests
{
    private static readonly string[] Forbidden =
    [
        "Type.GetType(", ".GetType(\"", "Activator.CreateInstance", "Assembly.Load", "BinaryFormatter", "SoapFormatter",
        "NetDataContractSerializer", "LosFormatter", "ObjectStateFormatter", "TypeNameHandling", "DynamicMethod",
        "CSharpScript", "Newtonsoft.Json", "DtdProcessing.Parse", "XmlUrlResolver", "XmlDocument", "JsonDerivedType",
        "JsonPolymorphic",
    ];

    // Constant names in folders the operator names; nobody else's text gets there.
    private static readonly string[] MayTouchFiles =
    [
        "src/Store/Journal/", "src/Store/Sql/", "src/Store/Checks/", "src/Hub/", "src/Gateway/DiskReserve.cs",
        "src/Gateway/Mllp/TlsCertificates.cs", "src/Gateway/GatewayLife.cs",
        "src/Gateway/Tls/OwnCertificate.cs", // the certificate files hub.yaml and the channels name
        "src/Store/Sealing/FolderKeys.cs", // names made of a day and a number, or read in the operator's folder
        "src/Exchange/Audit/AnchorFile.cs", // the one file hub.yaml names; members and patients are in no name
    ];

    // Constant command lines, or those the operator writes into hub.yaml; nobody else's text gets there.
    private static readonly string[] MayStartPrograms =
    [
        "src/Hub/Bench/", "src/Hub/Demo/",
        "src/Store/Sealing/OutsideKeys.cs", // the keys' program: absolute path, a list of arguments, no shell
    ];

    [Fact]
    public void No_text_becomes_a_type()
    {
        var found = Sources().SelectMany(f => Forbidden
            .Where(w => f.Text.Contains(w, StringComparison.Ordinal)).Select(w => $"{f.Name}: {w}"));

        Assert.Empty(found);
    }

    [Fact]
    public void Programs_are_started_only_where_no_text_from_outside_comes()
    {
        var found = Sources().Where(f => ProcessStart().IsMatch(f.Text)).Select(f => f.Name)
            .Where(f => !MayStartPrograms.Any(m => f.StartsWith(m, StringComparison.Ordinal)));

        Assert.Empty(found);
    }

    [Fact]
    public void Files_are_touched_only_where_no_text_from_outside_comes()
    {
        var found = Sources().Where(f => FileAccess().IsMatch(f.Text)).Select(f => f.Name)
            .Where(f => !MayTouchFiles.Any(m => f.StartsWith(m, StringComparison.Ordinal)));

        Assert.Empty(found);
    }

    [Fact]
    public void A_pattern_that_is_no_constant_does_not_backtrack()
    {
        var found = Sources().SelectMany(f => f.Text.Split('\n').Where(l => RegexCall().IsMatch(l)
                && !l.Contains("RegexOptions.NonBacktracking", StringComparison.Ordinal))
            .Select(l => $"{f.Name}: {l.Trim()}"));

        Assert.Empty(found);
    }

    private static IEnumerable<(string Name, string Text)> Sources() => Repository.Sources("src")
        .Select(f => (Path.GetRelativePath(Repository.Root, f), File.ReadAllText(f)));

    [GeneratedRegex(@"\bProcess\.Start\(|new ProcessStartInfo")]
    private static partial Regex ProcessStart();

    [GeneratedRegex(
        @"\b(File|Directory)\.(?!Exists)[A-Z]\w+\(|\bPath\.(Combine|Join|GetFullPath)\(|new File(Stream|Info)\(")]
    private static partial Regex FileAccess();

    [GeneratedRegex(@"new Regex\(|\bRegex\.(IsMatch|Match|Matches|Replace|Split)\(")]
    private static partial Regex RegexCall();
}
