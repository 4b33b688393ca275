using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IntegrationHub.Store;

/// <summary>
/// Signs positions in page links, so that a link works only as it was given and only with the search it was given for.
/// The key lives in the database: every exchange opens what another one sealed.
/// </summary>
internal sealed class PageSeal(byte[] key)
{
    private const int SignatureBytes = 16;
    private const int LongestLink = 4_000;

    private const string Make = """
        insert into page_key (name, value) values ('search', @value) on conflict (name) do nothing
        """;

    private const string Read = "select value from page_key where name = 'search'";

    /// <summary>Makes the key of a new database; harmless when there is one.</summary>
    public static Task EnsureKeyAsync(SqlSession session, CancellationToken ct) => session.ExecuteAsync(
        Make, [("@value", Convert.ToHexString(RandomNumberGenerator.GetBytes(32)))], ct);

    /// <summary>The seal with the database's key; read once.</summary>
    public static async Task<PageSeal> OfAsync(HubReader reader, CancellationToken ct) =>
        reader.Memory.Seal ??= new(Convert.FromHexString(
            await reader.QuerySingleOrDefaultAsync(Read, r => r.GetString(0), ct)
            ?? throw new InvalidOperationException("The database has no page key: run 'hub migrate'.")));

    /// <summary>Text for a link.</summary>
    public string Close(SearchMark mark, string search)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes<string[]>([mark.Type, mark.Id, .. mark.Keys]);
        return Base64Url.EncodeToString([.. Sign(payload, search), .. payload]);
    }

    /// <summary>The position in a link; null when it was changed or belongs to another search.</summary>
    public SearchMark? Open(string link, string search)
    {
        if (link.Length > LongestLink || !Base64Url.IsValid(link))
            return null;
        var bytes = Base64Url.DecodeFromChars(link);
        if (bytes.Length <= SignatureBytes || Base64Url.EncodeToString(bytes) != link)
            return null; // a position has one text: bits that decoding ignores are changes too
        var payload = bytes[SignatureBytes..];
        if (!CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SignatureBytes), Sign(payload, search)))
            return null;
        var parts = JsonSerializer.Deserialize<string[]>(payload)!;
        return new(parts[2..], parts[0], parts[1]);
    }

    private byte[] Sign(byte[] payload, string search) =>
        HMACSHA256.HashData(
            key, (byte[])[.. SHA256.HashData(Encoding.UTF8.GetBytes(search)), .. payload])[..SignatureBytes];
}

/// <summary>What one process remembers of its database.</summary>
internal sealed class StoreMemory(Sealing.Sealer sealer)
{
    /// <summary>Seals message content.</summary>
    public Sealing.Sealer Sealer => sealer;

    /// <summary>The page key, once read.</summary>
    public PageSeal? Seal { get; set; }

    /// <summary>What the access rule is made with.</summary>
    public AccessPolicy Policy { get; init; } = AccessPolicy.None;
}
