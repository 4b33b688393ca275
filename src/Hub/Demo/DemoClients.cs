using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationHub.Store;
using ClientTokens = IntegrationHub.Exchange.ClientTokens;
using StoredTokens = IntegrationHub.Store.ClientTokens;

namespace IntegrationHub.Hub.Demo;

/// <summary>One FHIR token per member, the same at every start on the same folder.</summary>
internal static class DemoClients
{
    private const string FileName = "clients.json";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    /// <summary>Tokens by member id; missing ones are issued. The hub itself keeps only their hashes.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> TokensAsync(
        string dataDirectory, IEnumerable<string> members, ClientTokens clients, HubDb db, CancellationToken ct)
    {
        var file = Path.Combine(dataDirectory, FileName);
        var tokens = Read(file);
        foreach (var member in members)
            if (!tokens.TryGetValue(member, out var token) || !await IsStoredAsync(db, token, ct))
                tokens[member] = await clients.IssueAsync(member, "demo", Lifetime, ct);
        AtomicFile.Write(file, JsonSerializer.Serialize(tokens));
        return tokens;
    }

    // False when the data were deleted and the tokens were not.
    private static async Task<bool> IsStoredAsync(HubDb db, string token, CancellationToken ct)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        await using var reader = await db.ReadAsync(ct);
        return await StoredTokens.FindAsync(reader, hash, ct) is { RevokedAt: null };
    }

    private static Dictionary<string, string> Read(string file)
    {
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file)) ?? []
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
