using IntegrationHub.Contracts;
using IntegrationHub.Hub.Configuration.Rules;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Reads members.yaml: the organisations of the consortium.</summary>
internal static class MembersFile
{
    public const string Name = "members.yaml";

    public static MemberDirectory Read(string folder, Findings findings)
    {
        var root = YamlFile.Open(folder, Name, findings);
        var sections = root.Sections("members");
        if (sections.Count == 0 && !root.IsBroken)
            root.Error("members", "is required: a list of the consortium's organisations");
        var members = sections.Select(s => (Member: ReadOne(s), Section: s)).ToArray();
        var known = Unique(members).ToList();
        var consortia = ConsortiaSection.Read(root, [.. known.Select(m => m.Id)]);
        root.Close();
        return new(known, consortia);
    }

    private static Member ReadOne(YamlSection section)
    {
        var member = new Member
        {
            Id = section.Name("id", "a short id in lower case letters, digits and -", HubFile.NamePattern),
            Name = section.Required("name", "the name as patients know it"),
            NameEn = section.Text("name-en"),
            Tier = section.OneOf("tier", Tier.County, ("city", Tier.City), ("county", Tier.County),
                ("township", Tier.Township), ("village", Tier.Village)),
            Facilities = [.. section.Texts("facilities").Select(f => f.Value)],
            CreditCode = section.Text("credit-code"),
            Superior = section.Text("superior"),
            Gateway = section.Name("gateway", "the gateway at this member's edge", HubFile.NamePattern),
        };
        section.Required("tier", "city, county, township or village");
        if (member.Facilities.Count == 0)
            section.Error("facilities", "is required: what the member's systems write in MSH-4");
        if (member.CreditCode is { } code && !Fhir.ChineseId.IsValidCreditCode(code))
            section.Error("credit-code", "is no unified social credit code (GB 32100): 18 characters with a check "
                + "character");
        section.Close();
        return member;
    }

    private static IEnumerable<Member> Unique((Member Member, YamlSection Section)[] members)
    {
        var ids = members.Select(m => m.Member.Id).ToHashSet(StringComparer.Ordinal);
        var seenIds = new HashSet<string>(StringComparer.Ordinal);
        var owners = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (member, section) in members)
        {
            if (member.Id.Length == 0)
                continue;
            if (!seenIds.Add(member.Id))
            {
                section.Error("id", $"\"{member.Id}\" is used twice");
                continue;
            }
            if (member.Superior is { } superior && (!ids.Contains(superior) || superior == member.Id))
                section.Error("superior", $"\"{superior}\" is no other member.{NearestName.Hint(superior, ids)}");
            yield return member with { Facilities = OwnFacilities(member, section, owners) };
        }
    }

    private static List<string> OwnFacilities(
        Member member, YamlSection section, Dictionary<string, string> owners)
    {
        var own = new List<string>();
        foreach (var facility in member.Facilities)
            if (owners.TryAdd(facility, member.Id))
                own.Add(facility);
            else
                section.Error("facilities", $"\"{facility}\" already belongs to {owners[facility]}; "
                    + "a facility names one member");
        return own;
    }
}
