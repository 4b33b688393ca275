using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Hub.Configuration;

/// <summary>One hash over every file of the configuration, so that a change of any of them shows.</summary>
internal static class FolderHash
{
    private static readonly string[] Kinds = [".yaml", ".yml", ".csv", ".json"];

    private static readonly EnumerationOptions Below = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 3,
        IgnoreInaccessible = true,
    };

    public static string Of(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Directory.EnumerateFiles(folder, "*", Below)
            .Where(f => Kinds.Contains(Path.GetExtension(f)))
            .Select(f => (Name: Path.GetRelativePath(folder, f).Replace('\\', '/'), Path: f))
            .Where(f => !f.Name.StartsWith("data/", StringComparison.Ordinal))
            .OrderBy(f => f.Name, StringComparer.Ordinal);
        foreach (var (name, path) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\n"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
