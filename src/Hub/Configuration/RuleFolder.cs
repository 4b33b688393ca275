using IntegrationHub.Contracts;
using IntegrationHub.Hub.Configuration.Rules;
using IntegrationHub.Hub.Configuration.Yaml;
using IntegrationHub.Store;

namespace IntegrationHub.Hub.Configuration;

/// <summary>
/// rules/*.yaml. The sharing rule of this version is built in (parties of a referral), so files other than access.yaml
/// only have to be YAML; they are checked already, so that a broken one does not wait for the version that reads it.
/// </summary>
internal static class RuleFolder
{
    private const string Folder = "rules";

    /// <summary>Reads the access policy and looks at the rest.</summary>
    public static AccessPolicy Read(string folder, MemberDirectory members, Findings findings)
    {
        var policy = new AccessPolicy { Members = members, Codes = SensitiveFile.Read(folder, findings) };
        foreach (var name in FolderFiles.In(folder, Folder, ".yaml", findings))
            if (name == AccessFile.Name)
                policy = policy with { Relations = AccessFile.Read(folder, findings) };
            else
                YamlFile.Open(folder, name, findings);
        return policy;
    }
}
