using YamlDotNet.RepresentationModel;

namespace IntegrationHub.Hub.Configuration.Yaml;

/// <summary>
/// A mapping of a YAML file. A key is allowed because somebody reads it: <see cref="Close"/> reports every other one.
/// </summary>
internal sealed class YamlSection
{
    private readonly Dictionary<string, (YamlNode Node, long Line)> entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = new(StringComparer.Ordinal);
    private readonly string path;
    private readonly long line;

    public YamlSection(YamlSource source, string path, YamlMappingNode node, long line)
    {
        (Source, this.path, this.line) = (source, path, line);
        foreach (var (key, value) in node.Children)
            if (key is YamlScalarNode { Value: { } name })
                entries[name] = (value, key.Start.Line);
            else
                source.Findings.Add(source.Name, key.Start.Line, path, "a key must be a plain word");
    }

    public YamlSource Source { get; }

    /// <summary>True when its file could not be read; what is missing then is no finding of its own.</summary>
    public bool IsBroken { get; private init; }

    /// <summary>Keys in the order of the file.</summary>
    public IEnumerable<string> Keys => entries.Keys;

    /// <summary>An empty section in place of one that cannot be read.</summary>
    public YamlSection Broken() => new(Source, path, [], line) { IsBroken = true };

    public bool Has(string key)
    {
        read.Add(key);
        return entries.ContainsKey(key);
    }

    /// <summary>Line of a key, or of the section when the key is absent.</summary>
    public long LineOf(string key) => entries.TryGetValue(key, out var entry) ? entry.Line : line;

    public void Error(string key, string text) => Source.Findings.Add(Source.Name, LineOf(key), PathOf(key), text);

    /// <summary>Works, and should not stay so.</summary>
    public void Warn(string key, string text) => Source.Findings.Warn(Source.Name, LineOf(key), PathOf(key), text);

    /// <summary>A scalar, or null when it is absent, empty or no scalar (a finding).</summary>
    public string? Text(string key)
    {
        read.Add(key);
        if (!entries.TryGetValue(key, out var entry))
            return null;
        if (entry.Node is YamlScalarNode scalar)
            return string.IsNullOrWhiteSpace(scalar.Value) ? null : scalar.Value;
        Error(key, "one value is expected here, not a list or a block");
        return null;
    }

    /// <summary>A scalar that must be there; "" after a finding.</summary>
    public string Required(string key, string what)
    {
        var text = Text(key);
        if (text is null && !IsBroken)
            Error(key, $"is required: {what}");
        return text ?? "";
    }

    public YamlSection Section(string key)
    {
        read.Add(key);
        if (!entries.TryGetValue(key, out var entry))
            return new(Source, PathOf(key), [], line) { IsBroken = IsBroken };
        if (entry.Node is YamlMappingNode map)
            return new(Source, PathOf(key), map, entry.Line);
        if (entry.Node is not YamlScalarNode { Value: null or "" })
            Error(key, "a block of \"key: value\" lines is expected here");
        return new YamlSection(Source, PathOf(key), [], entry.Line).Broken();
    }

    /// <summary>A list of blocks.</summary>
    public IReadOnlyList<YamlSection> Sections(string key) =>
        [.. Items(key).Select((item, i) => item is YamlMappingNode map
            ? new YamlSection(Source, $"{PathOf(key)}[{i + 1}]", map, item.Start.Line)
            : NotABlock(key, i, item))];

    /// <summary>A list of scalars; a single scalar counts as a list of one.</summary>
    public IReadOnlyList<YamlText> Texts(string key)
    {
        var texts = new List<YamlText>();
        foreach (var item in Items(key))
            if (item is YamlScalarNode { Value: { Length: > 0 } value })
                texts.Add(new(value, item.Start.Line));
            else
                Source.Findings.Add(Source.Name, item.Start.Line, PathOf(key),
                    "a list of plain values is expected here");
        return texts;
    }

    /// <summary>Reports every key nobody asked for, with the nearest known one.</summary>
    public void Close()
    {
        foreach (var key in entries.Keys.Where(k => !read.Contains(k)))
            Error(key, $"unknown key.{NearestName.Hint(key, read)} Known here: {string.Join(", ", read.Order())}");
    }

    private string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private IEnumerable<YamlNode> Items(string key)
    {
        read.Add(key);
        if (!entries.TryGetValue(key, out var entry))
            return [];
        return entry.Node switch
        {
            YamlSequenceNode list => list.Children,
            YamlScalarNode { Value: null or "" } => [],
            _ => [entry.Node],
        };
    }

    private YamlSection NotABlock(string key, int index, YamlNode item)
    {
        Source.Findings.Add(Source.Name, item.Start.Line, $"{PathOf(key)}[{index + 1}]",
            "a block of \"key: value\" lines is expected here");
        return new YamlSection(Source, $"{PathOf(key)}[{index + 1}]", [], item.Start.Line).Broken();
    }
}

/// <summary>A scalar of a list, with its line.</summary>
internal readonly record struct YamlText(string Value, long Line);
