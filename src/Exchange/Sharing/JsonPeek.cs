using System.Text;
using System.Text.Json;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Single facts from stored JSON without building the resource.</summary>
internal static class JsonPeek
{
    /// <summary>The resource's own <c>status</c>; null when it has none.</summary>
    public static string? Status(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("status"u8))
                return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
        }

        return null;
    }

    /// <summary>
    /// Everything the resource refers to in this store; <paramref name="except"/> names top-level properties to leave
    /// out.
    /// </summary>
    public static HashSet<ResourceKey> References(string json, string? except = null)
    {
        var found = new HashSet<ResourceKey>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (except is not null && reader.CurrentDepth == 1 && reader.ValueTextEquals(except))
                reader.Skip();
            else if (reader.ValueTextEquals("reference"u8) && reader.Read() && reader.TokenType == JsonTokenType.String
                && Fhir.FhirReference.TryRead(reader.GetString(), out var type, out var id))
                found.Add(new(type, id));
        }

        return found;
    }
}
