using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>A <c>collection</c> bundle: the focus first, then everything it refers to, as the stored bytes.</summary>
internal static class BundleCollector
{
    /// <summary>How far references are followed from the focus.</summary>
    public const int Hops = 4;

    /// <summary>Resources of one bundle.</summary>
    public const int ResourceLimit = 20_000;

    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Collects what a recipient needs. Records of another patient are never taken along.</summary>
    /// <param name="reader">The transaction that made the change, so that the bundle holds this version; its view is the
    /// recipient's.</param>
    /// <param name="focus"><c>Type/id</c>, the first entry.</param>
    /// <param name="also">Further resources that belong to it.</param>
    /// <param name="fhirBase">Base of the full URLs.</param>
    /// <param name="ct">Ends the work.</param>
    /// <returns>The bundle; null when the recipient may not see the focus.</returns>
    public static async Task<string?> CollectAsync(
        HubReader reader, ResourceKey focus, IEnumerable<ResourceKey> also, string fhirBase, CancellationToken ct)
    {
        var found = new Dictionary<ResourceKey, StoredResource>();
        var order = new List<StoredResource>();
        HashSet<ResourceKey> wanted = [focus, .. also];
        string? patient = null;
        for (var hop = 0; hop <= Hops && wanted.Count > 0 && order.Count < ResourceLimit; hop++)
        {
            var next = new HashSet<ResourceKey>();
            var stored = (await Resources.ReadManyAsync(reader, wanted, ct))
                .ToDictionary(s => new ResourceKey(s.Type, s.Id));
            foreach (var key in wanted)
            {
                if (!stored.TryGetValue(key, out var resource) || resource.Deleted)
                    continue;
                patient ??= resource.PatientId;
                if ((resource.PatientId is { } of && of != patient) || !found.TryAdd(key, resource))
                    continue;
                order.Add(resource);
                next.UnionWith(JsonPeek.References(resource.BodyJson, except: key.Type == "Patient" ? "link" : null));
            }

            next.ExceptWith(found.Keys);
            wanted = next;
        }

        return found.ContainsKey(focus) ? Write(order, fhirBase) : null;
    }

    private static string Write(List<StoredResource> resources, string fhirBase)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType"u8, "Bundle"u8);
            writer.WriteString("type"u8, "collection"u8);
            writer.WriteStartArray("entry"u8);
            foreach (var resource in resources)
            {
                writer.WriteStartObject();
                writer.WriteString("fullUrl"u8, $"{fhirBase}/{resource.Type}/{resource.Id}");
                writer.WritePropertyName("resource"u8);
                writer.WriteRawValue(resource.BodyJson, skipInputValidation: true);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
