using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>
/// JSON of a resource in three pieces, so that version and time can be put in without serialising twice:
/// <c>{"resourceType":T,"id":I,"meta":{…</c>, the rest of meta, the rest of the resource.
/// </summary>
internal sealed class ResourceBody
{
    private readonly string head;
    private readonly string meta;
    private readonly string rest;

    private ResourceBody(string head, string meta, string rest)
    {
        (this.head, this.meta, this.rest) = (head, meta, rest);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(head + meta + rest));
        Digest = new Guid(hash.AsSpan(0, 16));
    }

    /// <summary>Equal for equal content; version and time do not count.</summary>
    public Guid Digest { get; }

    /// <summary>Serialises the resource under this id. The resource is left as it came, but for its id.</summary>
    public static ResourceBody Of(Resource resource, string id)
    {
        resource.Id = id;
        var given = resource.Meta;
        resource.Meta = null;
        try
        {
            var head = $"{{\"resourceType\":\"{resource.TypeName}\",\"id\":\"{id}\"";
            var text = FhirJson.Serialize(resource);
            if (!text.StartsWith(head, StringComparison.Ordinal))
                throw new InvalidOperationException(
                    $"The JSON of {resource.TypeName} does not begin with type and id.");
            return new(head, OfMeta(given), text[head.Length..]);
        }
        finally
        {
            resource.Meta = given;
        }
    }

    /// <summary>The JSON as it is stored and served.</summary>
    public string At(int version, DateTimeOffset lastUpdated) => string.Create(
        CultureInfo.InvariantCulture,
        $"{head},\"meta\":{{\"versionId\":\"{version}\",\"lastUpdated\":"
        + $"\"{lastUpdated.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z\"{meta}}}{rest}");

    // ,"profile":[…] …: what meta holds beside version and time, without the braces.
    private static string OfMeta(Meta? given)
    {
        if (given is null)
            return "";
        var kept = (Meta)given.DeepCopy();
        (kept.VersionId, kept.LastUpdatedElement) = (null, null);
        var buffer = new ArrayBufferWriter<byte>();
        FhirJson.Serialize(buffer, kept);
        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return text.Length > 2 ? "," + text[1..^1] : "";
    }
}
