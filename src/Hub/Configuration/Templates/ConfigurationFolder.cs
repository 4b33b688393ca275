using System.Text;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Hub.Configuration.Templates;

/// <summary>Writes the files of a new configuration folder.</summary>
internal static class ConfigurationFolder
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Files of <paramref name="files"/> that are there already.</summary>
    public static IReadOnlyList<string> Existing(string folder, IReadOnlyDictionary<string, string> files) =>
        [.. files.Keys.Where(f => File.Exists(Path.Combine(folder, f)))];

    /// <summary>Makes the key of message content where there is none yet; a key is never replaced.</summary>
    public static void EnsureKey(string folder)
    {
        var keys = Path.Combine(folder, KeysSection.UsualFolder);
        if (!Directory.Exists(keys) || !Directory.EnumerateFiles(keys, "*.key").Any())
            new FolderKeys(keys).Add(TimeProvider.System.GetUtcNow());
    }

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
