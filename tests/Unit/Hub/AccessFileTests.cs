using IntegrationHub.Hub.Configuration;
using IntegrationHub.Store;
using Xunit;

namespace IntegrationHub.Unit.Hub;

/// <summary>rules/access.yaml, codes/sensitive.csv and consortia of members.yaml.</summary>
public sealed class AccessFileTests : IDisposable
{
    private const string Members = """
        members:
          - { id: county, name: 县医院, tier: county, facilities: [COUNTY], gateway: edge }
          - { id: town, name: 卫生院, tier: township, facilities: [TOWN], gateway: edge }
          - { id: city, name: 市医院, tier: city, facilities: [CITY], gateway: edge }
        """;

    private readonly TemporaryFolder folder = new();

    public AccessFileTests() => folder.Write("hub.yaml", "gateway: edge\nenvironment: P\n");

    [Fact]
    public void What_the_files_say_stands_beside_what_is_built_in()
    {
        folder.Write("members.yaml", Members + """

            consortia:
              - id: county-community
                name: 县域医共体
                kind: 医共体
                lead: county
                members: [county, town]
                from: 2026-03-01
            """);
        folder.Write("rules/access.yaml", """
            relations:
              visit: { opens: [identity, visit], after-days: 7 }
              offer: { longest-days: 14 }
            """);
        folder.Write("codes/sensitive.csv", "class,system,code-prefix\nmental-health,urn:hub:county:diagnosis,P\n");

        var (configuration, findings) = HubConfiguration.Read(folder.Path);

        Assert.Empty(findings);
        var access = configuration.Access;
        Assert.Equal(
            new(RecordClass.Identity | RecordClass.Visit, TimeSpan.FromDays(180), TimeSpan.FromDays(7)),
            access.Of(RelationKinds.Visit));
        Assert.Equal(
            AccessPolicy.DefaultRelations[RelationKinds.Offer] with { Longest = TimeSpan.FromDays(14) },
            access.Of(RelationKinds.Offer));
        Assert.Equal(AccessPolicy.DefaultRelations[RelationKinds.Contract], access.Of(RelationKinds.Contract));
        Assert.Equal(RecordClass.MentalHealth, access.Codes.Of("urn:hub:county:diagnosis", "P1"));
        var march = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.FromHours(8));
        Assert.Equal(["county", "town"], access.Members.Peers("town", march));
        Assert.Equal(["town"], access.Members.Peers("town", march.AddSeconds(-1)));
        Assert.Equal(["city"], access.Members.Peers("city", march));
    }

    [Fact]
    public void Without_consortia_all_members_form_one()
    {
        folder.Write("members.yaml", Members);

        var (configuration, findings) = HubConfiguration.Read(folder.Path);

        Assert.Empty(findings);
        Assert.Equal(["city", "county", "town"], configuration.Members.Peers("town", DateTimeOffset.UnixEpoch).Order());
    }

    [Fact]
    public void Every_mistake_is_told_with_its_line_and_the_nearest_name()
    {
        folder.Write("members.yaml", Members + """

            consortia:
              - id: one
                name: 医联体
                kind: 医联休
                lead: city
                members: [county, twon]
                until: soon
            """);
        folder.Write("rules/access.yaml", """
            relations:
              visits: { opens: [result] }
              contract: { opens: [results, hiv], longest: 3 }
            """);
        folder.Write("codes/sensitive.csv", "class,system,code-prefix\nhivs,urn:x,B\nhiv,nowhere,B\nhiv,urn:x\n");

        var findings = HubConfiguration.Read(folder.Path).Findings.Select(f => f.ToString()).ToList();

        string[] expected =
        [
            "members.yaml:8: consortia[1].kind", "members.yaml:9: consortia[1].lead", "members.yaml:10: members",
            "members.yaml:11: consortia[1].until", "rules/access.yaml:2: relations.visits",
            "rules/access.yaml:3: opens: \"results\"", "rules/access.yaml:3: opens: \"hiv\"",
            "rules/access.yaml:3: relations.contract.longest", "codes/sensitive.csv:2: class",
            "codes/sensitive.csv:3: system", "codes/sensitive.csv:4",
        ];
        Assert.Equal(expected.Length, findings.Count);
        Assert.All(expected, e => Assert.Contains(findings, f => f.StartsWith(e, StringComparison.Ordinal)));
        Assert.Contains(findings, f => f.Contains("Did you mean \"town\"?", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Contains("Did you mean \"visit\"?", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Contains("Did you mean \"result\"?", StringComparison.Ordinal));
    }

    public void Dispose() => folder.Dispose();
}
