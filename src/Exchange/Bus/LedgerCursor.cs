using System.Text;
using System.Text.Json;
using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>One opaque place for the ledgers of several gateways.</summary>
internal static class LedgerCursor
{
    /// <summary>The place of each gateway that has more; null for a first page or a cursor that is not ours.</summary>
    public static Dictionary<string, string>? Read(string? after)
    {
        if (after is null)
            return null;
        var bytes = new byte[after.Length];
        if (!Convert.TryFromBase64String(after, bytes, out var length))
            return null;
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(bytes.AsSpan(0, length));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One page from the pages of several gateways, newest first.</summary>
    public static LedgerPage Merge(IReadOnlyDictionary<string, LedgerPage> pages)
    {
        var next = pages.Where(p => p.Value.Next is not null).ToDictionary(p => p.Key, p => p.Value.Next!);
        return new LedgerPage
        {
            Lines = [.. pages.Values.SelectMany(p => p.Lines).OrderByDescending(l => l.ReceivedAt)],
            Totals = pages.Values.SelectMany(p => p.Totals)
                .GroupBy(t => t.Key, t => t.Value)
                .ToDictionary(g => g.Key, g => g.Sum(), StringComparer.Ordinal),
            Next = next.Count == 0
                ? null
                : Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(next))),
        };
    }
}
