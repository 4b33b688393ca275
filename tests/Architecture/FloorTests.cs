using System.Reflection;
using Xunit;

namespace IntegrationHub.Architecture;

/// <summary>The nine projects and their floors (docs/architecture.md): references go down, and only where the table says.</summary>
public sealed class FloorTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Contracts"] = [],
        ["Hl7v2"] = ["Contracts"],
        ["Fhir"] = ["Contracts"],
        ["Adapters"] = ["Contracts", "Hl7v2", "Fhir"],
        ["Store"] = ["Contracts", "Fhir"],
        ["Gateway"] = ["Contracts", "Hl7v2", "Fhir", "Adapters", "Store"],
        ["Exchange"] = ["Contracts", "Fhir", "Store"],
        ["Dashboard"] = ["Contracts", "Exchange", "Store"],
        ["Hub"] = ["Contracts", "Hl7v2", "Fhir", "Adapters", "Store", "Gateway", "Exchange", "Dashboard"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_the_floors_the_table_allows(string project)
    {
        var used = Assembly.Load($"IntegrationHub.{project}").GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Where(n => n.StartsWith("IntegrationHub.", StringComparison.Ordinal))
            .Select(n => n["IntegrationHub.".Length..]);

        Assert.Empty(used.Except(Allowed[project]));
    }

    [Fact]
    public void The_table_names_every_project_under_src()
    {
        var onDisk = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName);

        Assert.Equal(Allowed.Keys.Order(), onDisk.Order());
    }

    [Fact]
    public void Hl7v2_and_Contracts_depend_on_nothing_but_the_framework_and_Contracts()
    {
        foreach (var project in new[] { "Contracts", "Hl7v2" })
        {
            var outside = Assembly.Load($"IntegrationHub.{project}").GetReferencedAssemblies()
                .Select(a => a.Name!)
                .Where(n => !n.StartsWith("System", StringComparison.Ordinal) && n != "IntegrationHub.Contracts");
            Assert.Empty(outside);
        }
    }

    [Theory]
    [InlineData("Gateway")]
    [InlineData("Exchange")]
    [InlineData("Hub")]
    public void MassTransit_types_appear_only_in_the_Bus_folder(string project)
    {
        var strays = Repository.Sources("src", project)
            .Where(f => !f.Replace('\\', '/').Contains("/Bus/", StringComparison.Ordinal))
            .Where(f => File.ReadLines(f).Any(l => l.StartsWith("using MassTransit", StringComparison.Ordinal)))
            .Select(Path.GetFileName);

        Assert.Empty(strays);
    }
}
