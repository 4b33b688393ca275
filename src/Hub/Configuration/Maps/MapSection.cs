using IntegrationHub.Adapters;
using IntegrationHub.Hl7v2;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration.Maps;

/// <summary>Reads the <c>map</c> block of a channel file: what is particular to one hospital, as data.</summary>
internal static class MapSection
{
    public static ChannelMap Read(YamlSection map, CodeFolder codes)
    {
        var read = new ChannelMap
        {
            IdentifierSystems = Systems(map, "identifiers"),
            Authorities = Systems(map, "authorities"),
            CodeSystems = Systems(map, "code-systems"),
            Codes = Codes(map.Section("codes"), codes),
            Rewrites = [.. map.Sections("rewrites").Select(Rewrite).OfType<PathRewrite>()],
            Defaults = Defaults(map.Section("defaults")),
        };
        map.Close();
        return read;
    }

    // Names are the hospital's own, so every key is allowed; what stands behind it must be a system.
    private static Dictionary<string, string> Systems(YamlSection map, string key)
    {
        var section = map.Section(key);
        var systems = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in section.Keys.ToArray())
        {
            var system = section.Required(name, "a system such as urn:oid:1.2.3 or https://his.example/mrn");
            if (system.Length > 0 && !Uri.TryCreate(system, UriKind.Absolute, out _))
                section.Error(name,
                    $"\"{system}\" is no absolute URI such as urn:oid:1.2.3 or https://his.example/mrn");
            systems[name] = system;
        }
        return systems;
    }

    private static Dictionary<string, CodeTable> Codes(YamlSection section, CodeFolder codes)
    {
        var tables = new Dictionary<string, CodeTable>(StringComparer.Ordinal);
        foreach (var field in section.Keys.ToArray())
        {
            if (Path(section, field, field) is { } path && (path.Component > 0 || path.Occurrence > 1))
                section.Error(field, "names a whole field such as OBX-3");
            var file = section.Required(field, "a CSV file of codes/");
            if (file.Length > 0 && codes.Find(file) is { } table)
                tables[field] = table;
            else if (file.Length > 0)
                section.Error(field, $"\"{file}\" is no file of codes/.{NearestName.Hint(file, codes.Names)}");
        }
        return tables;
    }

    private static PathRewrite? Rewrite(YamlSection section)
    {
        var from = Path(section, "from", section.Required("from", "an HL7 path such as ZPI-3"));
        var to = Path(section, "to", section.Required("to", "an HL7 path such as PID-13"));
        section.Close();
        return from is { } source && to is { } target ? new(source, target) : null;
    }

    private static List<FieldDefault> Defaults(YamlSection section)
    {
        var defaults = new List<FieldDefault>();
        foreach (var key in section.Keys.ToArray())
            if (Path(section, key, key) is { } path && section.Required(key, "a value") is { Length: > 0 } value)
                defaults.Add(new(path, value));
        return defaults;
    }

    private static Hl7Path? Path(YamlSection section, string key, string text)
    {
        if (text.Length == 0)
            return null;
        if (Hl7Path.Read(text) is { IsOk: true, Value: { Field: > 0 } path })
            return path;
        section.Error(key, $"\"{text}\" is no HL7 path such as OBX-3, PID-3(2).4.1 or ZPI-3");
        return null;
    }
}
