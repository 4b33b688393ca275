namespace IntegrationHub.Hub.Configuration.Yaml;

/// <summary>One mistake in a configuration file, with its place.</summary>
/// <param name="File">Path inside the configuration folder, with <c>/</c>.</param>
/// <param name="Line">1-based; 0 when the file as a whole is meant.</param>
/// <param name="Key">Key path such as <c>bus.tls.enabled</c>; empty when there is none.</param>
/// <param name="Text">What is wrong and what is allowed. Never the value of a secret.</param>
internal sealed record Finding(string File, int Line, string Key, string Text)
{
    public override string ToString() =>
        (Line > 0 ? $"{File}:{Line}: " : $"{File}: ") + (Key.Length > 0 ? $"{Key}: " : "") + Text;
}

/// <summary>Collects findings, so that a run reports all of them and not the first.</summary>
internal sealed class Findings
{
    private readonly List<Finding> list = [];
    private readonly List<Finding> warnings = [];

    public int Count => list.Count;

    /// <summary>Every finding, by file and line.</summary>
    public IReadOnlyList<Finding> All =>
        [.. list.Distinct().OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Line)];

    /// <summary>What works and should not stay so.</summary>
    public IReadOnlyList<Finding> Warnings =>
        [.. warnings.Distinct().OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Line)];

    public void Warn(string file, long line, string key, string text) => warnings.Add(new(file, (int)line, key, text));

    public void Add(string file, long line, string key, string text) => list.Add(new(file, (int)line, key, text));
}
