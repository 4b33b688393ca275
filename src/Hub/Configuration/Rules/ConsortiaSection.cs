using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration.Rules;

/// <summary><c>consortia:</c> of members.yaml: which members share records where a care relation asks for it.</summary>
internal static class ConsortiaSection
{
    private static readonly (string, ConsortiumKind)[] Kinds =
    [
        ("医联体", ConsortiumKind.MedicalGroup), ("专科联盟", ConsortiumKind.SpecialtyAlliance),
        ("医共体", ConsortiumKind.CountyCommunity), ("中医医联体", ConsortiumKind.ChineseMedicineGroup),
        ("远程医疗协作网", ConsortiumKind.TelemedicineNetwork),
    ];

    /// <summary>Reads them.</summary>
    /// <param name="root">The file.</param>
    /// <param name="members">Ids of the members.</param>
    public static IReadOnlyList<Consortium> Read(YamlSection root, IReadOnlyCollection<string> members)
    {
        var found = new List<Consortium>();
        foreach (var section in root.Sections("consortia"))
        {
            var one = ReadOne(section, members);
            if (found.Exists(f => f.Id == one.Id))
                section.Error("id", $"\"{one.Id}\" is used twice");
            else
                found.Add(one);
        }

        return found;
    }

    private static Consortium ReadOne(YamlSection section, IReadOnlyCollection<string> members)
    {
        var consortium = new Consortium
        {
            Id = section.Name("id", "a short id in lower case letters, digits and -", HubFile.NamePattern),
            Name = section.Required("name", "the name of the consortium"),
            Kind = section.OneOf("kind", ConsortiumKind.MedicalGroup, Kinds),
            Lead = section.Required("lead", "the member that leads it"),
            Members = [.. Known(section, members).Distinct(StringComparer.Ordinal)],
            From = Instant(section, "from"),
            Until = Instant(section, "until"),
        };
        section.Required("kind", string.Join(", ", Kinds.Select(k => k.Item1)));
        if (consortium.Lead.Length > 0 && !consortium.Members.Contains(consortium.Lead))
            section.Error("lead", $"\"{consortium.Lead}\" is none of its members."
                + NearestName.Hint(consortium.Lead, consortium.Members));
        if (consortium.From >= consortium.Until)
            section.Error("until", "must be later than from");
        section.Close();
        return consortium;
    }

    private static IEnumerable<string> Known(YamlSection section, IReadOnlyCollection<string> members)
    {
        foreach (var text in section.Texts("members"))
            if (members.Contains(text.Value))
                yield return text.Value;
            else
                section.Source.Findings.Add(
                    section.Source.Name, text.Line, "members",
                    $"\"{text.Value}\" is no member.{NearestName.Hint(text.Value, members)}");
    }

    // A date is the beginning of that day in China.
    private static DateTimeOffset? Instant(YamlSection section, string key)
    {
        if (section.Text(key) is not { } text)
            return null;
        if (FhirDates.Span(text).TryGet(out var span, out _))
            return span.Start;
        section.Error(key, $"\"{text}\" is no date such as 2026-03-01");
        return null;
    }
}
