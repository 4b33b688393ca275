using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IntegrationHub.Hub.Configuration.Yaml;

/// <summary>Opens one YAML file of the configuration folder.</summary>
internal static class YamlFile
{
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The root mapping, or an empty one after a finding was added.</summary>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="name">Path inside the folder, with <c>/</c>.</param>
    /// <param name="findings">Receives what is wrong.</param>
    public static YamlSection Open(string folder, string name, Findings findings)
    {
        var empty = new YamlSection(new(folder, name, findings), "", new YamlMappingNode(), 0);
        var info = new FileInfo(Path.Combine(folder, name));
        if (!info.Exists || info.Length > MaxBytes)
        {
            findings.Add(name, 0, "", info.Exists
                ? $"the file is larger than {MaxBytes / 1024 / 1024} MiB"
                : "the file is missing; \"hub init DIR\" writes an example");
            return empty.Broken();
        }
        try
        {
            return Parse(File.ReadAllText(info.FullName), empty);
        }
        catch (YamlException e)
        {
            findings.Add(name, e.Start.Line, "", "no valid YAML: " + e.Message.Trim());
            return empty.Broken();
        }
        catch (InvalidOperationException) // the scanner's own word for some unfinished brackets, without a place
        {
            findings.Add(name, 0, "", "no valid YAML: a bracket or quotation mark is not closed");
            return empty.Broken();
        }
    }

    private static YamlSection Parse(string text, YamlSection empty)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(text);
        stream.Load(reader);
        if (stream.Documents.Count == 0)
            return empty;
        if (stream.Documents is [{ RootNode: YamlMappingNode root }])
            return new YamlSection(empty.Source, "", root, 1);
        empty.Source.Findings.Add(empty.Source.Name, stream.Documents[^1].RootNode.Start.Line, "",
            "one document of \"key: value\" lines is expected");
        return empty.Broken();
    }
}

/// <summary>Which file a value comes from, and where its mistakes go.</summary>
internal sealed record YamlSource(string Folder, string Name, Findings Findings);
