using System.Text.RegularExpressions;

namespace IntegrationHub.Hub.Configuration.Yaml;

/// <summary>Replaces <c>${env:NAME}</c> and <c>${file:PATH}</c>, so that secrets stay out of configuration
/// files.</summary>
internal static partial class SecretText
{
    private const int MaxFileBytes = 64 * 1024;

    /// <summary>True when the text takes at least one part from outside the file.</summary>
    public static bool IsFromOutside(string text) => Reference().IsMatch(text);

    /// <summary>True when the text is one reference and nothing else.</summary>
    public static bool IsWholly(string text) =>
        Reference().Match(text.Trim()) is { Success: true, Index: 0 } match && match.Length == text.Trim().Length;

    /// <param name="text">Text with references.</param>
    /// <param name="folder">Relative paths start here.</param>
    /// <param name="problem">Receives each reference that leads nowhere.</param>
    /// <param name="warn">Receives each file that everybody on this machine may read.</param>
    public static string Expand(string text, string folder, Action<string> problem, Action<string> warn) =>
        Reference().Replace(text, match =>
        {
            var (kind, name) = (match.Groups[1].Value, match.Groups[2].Value);
            if (kind == "file" && IsOpen(Path.Combine(folder, name)))
                warn($"everybody on this machine may read the file {name}: chmod 600");
            return (kind == "env" ? Environment.GetEnvironmentVariable(name) : ReadFile(Path.Combine(folder, name)))
                ?? Missing(kind, name, problem);
        });

    private static string Missing(string kind, string name, Action<string> problem)
    {
        problem(kind == "env"
            ? $"the environment variable {name} is not set"
            : $"the file {name} does not exist, cannot be read or is larger than {MaxFileBytes / 1024} KiB");
        return "";
    }

    private static string? ReadFile(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MaxFileBytes }
                ? File.ReadAllText(path).TrimEnd('\r', '\n')
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>True when accounts outside the file's group may read it.</summary>
    public static bool IsOpen(string path) => !OperatingSystem.IsWindows() && File.Exists(path)
        && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0;

    [GeneratedRegex(@"\$\{(env|file):([^}]+)\}")]
    private static partial Regex Reference();
}
