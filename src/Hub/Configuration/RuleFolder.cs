using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>
/// rules/*.yaml. The sharing rule of this version is built in (parties of a referral), so files here only have to be
/// YAML; they are checked already, so that a broken one does not wait for the version that reads it.
/// </summary>
internal static class RuleFolder
{
    private const string Folder = "rules";

    public static void Check(string folder, Findings findings)
    {
        foreach (var name in FolderFiles.In(folder, Folder, ".yaml", findings))
            YamlFile.Open(folder, name, findings);
    }
}
