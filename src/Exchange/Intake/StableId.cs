using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Exchange;

/// <summary>Ids made from what they name, so that a transaction that is run again makes the same ones.</summary>
internal static class StableId
{
    public static Guid Of(params ReadOnlySpan<object> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part).Append('\n');
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
