using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Store;

/// <summary>Signed assertions of clients: each is good once, whichever exchange sees it.</summary>
public static class Assertions
{
    private static readonly TimeSpan KeptTokens = TimeSpan.FromHours(1);

    private const string Use = """
        insert into client_assertion (client_id, jti, expires_at) values (@client, @jti, @until)
        on conflict (client_id, jti) do nothing
        """;

    private const string Forget = "delete from client_assertion where client_id = @client and expires_at < @now";

    /// <summary>Uses an assertion. The insert decides: of two that use the same one, one is told false.</summary>
    /// <param name="tx">Holds the client (<see cref="Clients.HoldAsync"/>).</param>
    /// <param name="clientId">Who signed it.</param>
    /// <param name="jti">Its id.</param>
    /// <param name="until">From when on it is refused for its age.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<bool> TryUseAsync(
        HubTransaction tx, string clientId, string jti, DateTimeOffset until, CancellationToken ct)
    {
        var now = tx.Clock.GetUtcNow();
        await tx.ExecuteAsync(Forget, ct, ("@client", clientId), ("@now", now));
        await ClientTokens.ForgetAsync(tx, clientId, now - KeptTokens, ct);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(jti)));
        return await tx.ExecuteAsync(Use, ct, ("@client", clientId), ("@jti", hash), ("@until", until)) > 0;
    }
}
