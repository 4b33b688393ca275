using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Sealing;

/// <summary>
/// Where keys come from: a folder, the environment, a program in front of a key management service. Asked once, at start.
/// </summary>
public interface IKeyProvider
{
    /// <summary>All keys, or every reason why they cannot be had. No reason ever holds a key.</summary>
    Result<KeyRing> Read();
}
