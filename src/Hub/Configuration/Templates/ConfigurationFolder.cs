using System.Text;

namespace IntegrationHub.Hub.Configuration.Templates;

/// <summary>Writes the files of a new configuration folder.</summary>
internal static class ConfigurationFolder
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Files of <paramref name="files"/> that are there already.</summary>
    public static IReadOnlyList<string> Existing(string folder, IReadOnlyDictionary<string, string> files) =>
        [.. files.Keys.Where(f => File.Exists(Path.Combine(folder, f)))];

    /// <summary>Writes every file, replacing old ones.</summary>
    public static void Write(string folder, IReadOnlyDictionary<string, string> files)
    {
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text.ReplaceLineEndings("\n"), Utf8);
        }
    }
}
