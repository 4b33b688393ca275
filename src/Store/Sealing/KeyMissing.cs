using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Sealing;

/// <summary>Rows need a key that is not at hand.</summary>
internal static class KeyMissing
{
    public static HubError Of(string place, IReadOnlyList<string> ids) => new(
        HubErrorCode.ConfigurationInvalid,
        $"Messages in {place} are sealed with the key {string.Join(", ", ids)}, which the section keys of hub.yaml does not "
        + "provide: bring the key back from its backup (docs/security/transport.md). Without it they cannot be read.",
        "keys");
}
