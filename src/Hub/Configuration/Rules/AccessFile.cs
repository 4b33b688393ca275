using System.Globalization;
using IntegrationHub.Hub.Configuration.Yaml;
using IntegrationHub.Store;

namespace IntegrationHub.Hub.Configuration.Rules;

/// <summary>rules/access.yaml: what each kind of care relation opens, and for how long.</summary>
internal static class AccessFile
{
    public const string Name = "rules/access.yaml";

    private const int LongestDays = 3_650;

    private static readonly string[] Classes =
    [
        .. Enum.GetValues<RecordClass>().Where(c => c != RecordClass.Open && (RecordClasses.Ordinary & c) == c)
            .Select(NameOf),
    ];

    /// <summary>The rules; what the file does not say is as built in.</summary>
    public static IReadOnlyDictionary<string, RelationRule> Read(string folder, Findings findings)
    {
        var root = YamlFile.Open(folder, Name, findings);
        var relations = root.Section("relations");
        var rules = new Dictionary<string, RelationRule>(AccessPolicy.DefaultRelations, StringComparer.Ordinal);
        foreach (var kind in RelationKinds.All)
            if (relations.Has(kind))
                rules[kind] = ReadOne(relations.Section(kind), rules[kind]);
        relations.Close();
        root.Close();
        return rules;
    }

    private static RelationRule ReadOne(YamlSection section, RelationRule built)
    {
        var rule = new RelationRule(
            section.Has("opens") ? Opens(section) : built.Opens,
            Days(section, "longest-days", built.Longest),
            Days(section, "after-days", built.After));
        section.Close();
        return rule;
    }

    private static RecordClass Opens(YamlSection section)
    {
        var opens = RecordClass.Open;
        foreach (var text in section.Texts("opens"))
            if (Classes.Contains(text.Value))
                opens |= Enum.Parse<RecordClass>(text.Value, ignoreCase: true);
            else
                section.Source.Findings.Add(
                    section.Source.Name, text.Line, "opens",
                    $"\"{text.Value}\" is no class a relation can open.{NearestName.Hint(text.Value, Classes)} "
                    + $"Known here: {string.Join(", ", Classes)}");
        return opens;
    }

    private static TimeSpan Days(YamlSection section, string key, TimeSpan built) => section.Has(key)
        ? TimeSpan.FromDays(section.Number(key, 0, 0, LongestDays))
        : built;

    private static string NameOf(RecordClass own) =>
        own.ToString().ToLower(CultureInfo.InvariantCulture);
}
