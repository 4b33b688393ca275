using System.Text;
using IntegrationHub.Contracts;

namespace IntegrationHub.Hub.Configuration.Templates;

/// <summary>The text of a new members.yaml.</summary>
internal static class MembersTemplate
{
    private const string Head = """
        # The organisations of the consortium. Each one keeps legal ownership of what its systems send.
        #   id          short and stable, lower case; also the id of its FHIR Organization
        #   tier        city | county | township | village
        #   facilities  what its systems write in MSH-4; the hub writes the first one
        #   superior    the organisation directly above
        #   gateway     the gateway at its edge (hub.yaml: gateway)
        #   credit-code unified social credit code (GB 32100), when known

        members:

        """;

    public static string Text(IEnumerable<Member> members)
    {
        var text = new StringBuilder(Head);
        foreach (var member in members)
        {
            text.Append("  - id: ").AppendLine(member.Id)
                .Append("    name: ").AppendLine(member.Name)
                .Append("    name-en: ").AppendLine(member.NameEn ?? member.Name)
                .Append("    tier: ").AppendLine(Word(member.Tier))
                .Append("    facilities: [").AppendJoin(", ", member.Facilities).AppendLine("]");
            if (member.Superior is { } superior)
                text.Append("    superior: ").AppendLine(superior);
            text.Append("    gateway: ").AppendLine(member.Gateway);
        }
        return text.ToString();
    }

    /// <summary>The word of a tier in files, demo.json and pages.</summary>
    public static string Word(Tier tier) => tier switch
    {
        Tier.City => "city",
        Tier.County => "county",
        Tier.Township => "township",
        Tier.Village => "village",
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "Give the new tier a word."),
    };
}
