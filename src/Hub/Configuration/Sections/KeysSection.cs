using IntegrationHub.Hub.Configuration.Yaml;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Reads the <c>keys</c> block of hub.yaml: what seals message content at rest.</summary>
internal static class KeysSection
{
    /// <summary>Folder that <c>hub init</c> and the demo write.</summary>
    public const string UsualFolder = "keys";

    public static KeySettings Read(YamlSection root, string folder)
    {
        if (!root.Has("keys"))
            return KeySettings.None;
        var keys = root.Section("keys");
        var kind = keys.OneOf("provider", "file", ("file", "file"), ("env", "env"), ("command", "command"));
        var directory = Path.GetFullPath(keys.Text("folder") ?? UsualFolder, folder);
        var variable = keys.Text("variable") ?? "HUB_KEYS";
        var program = keys.Text("program");
        var arguments = keys.Texts("arguments").Select(a => a.Value).ToArray();
        var unusable = kind == "command" && (program is null || !Path.IsPathFullyQualified(program));
        if (unusable)
            keys.Error("program", "is required: the absolute path of the program that prints the keys");
        IKeyProvider provider = kind switch
        {
            "env" => new EnvironmentKeys(variable),
            "command" => new CommandKeys(program ?? "", arguments),
            _ => new FolderKeys(directory),
        };
        var settings = KeySettings.None;
        if (!unusable)
        {
            if (provider.Read().TryGet(out var ring, out var errors))
                settings = new(Sealer.With(ring), (provider as FolderKeys)?.Folder);
            else
                foreach (var error in errors)
                    keys.Error("provider", $"{error.Path}: {error.Text}");
        }
        if (kind == "file" && Directory.Exists(directory))
            foreach (var file in Directory.EnumerateFiles(directory, "*.key").Where(SecretText.IsOpen))
                keys.Warn("folder", $"everybody on this machine may read the key {Path.GetFileName(file)}: chmod 600");
        keys.Close();
        return settings;
    }
}

/// <summary>What seals message content at rest.</summary>
/// <param name="Sealer">Seals; <see cref="Store.Sealing.Sealer.None"/> without a <c>keys</c> block.</param>
/// <param name="Folder">Folder of the key files, absolute; null when keys come from elsewhere.</param>
internal sealed record KeySettings(Sealer Sealer, string? Folder)
{
    public static KeySettings None { get; } = new(Sealer.None, null);
}
