using Hl7.Fhir.Model;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>OBX with a document (ED) or a pointer to one (RP) → Attachment.</summary>
internal static class AttachmentReader
{
    /// <summary>The attachment, or null when its content cannot be read; that is reported.</summary>
    public static Attachment? Read(FieldReader f) =>
        f.Segment[2].Is("ED") ? Document(f) : Pointer(f);

    private static Attachment? Document(FieldReader f)
    {
        var ed = Ed.Read(f.Value);
        var content = ed.Bytes();
        if (!content.TryGet(out var bytes, out _))
        {
            f.At(ed.Data).Malformed("a document in the encoding OBX-5.4 names (Base64, Hex or A)");
            return null;
        }

        return new() { ContentType = MediaTypes.Of(ed.DataType, ed.Subtype), Data = bytes };
    }

    private static Attachment? Pointer(FieldReader f)
    {
        var rp = Rp.Read(f.Value);
        if (rp.Reference is not { } pointer)
            return null;
        return new()
        {
            ContentType = MediaTypes.Of(rp.DataType, rp.Subtype),
            Url = pointer.Replace(" ", "%20", StringComparison.Ordinal)
        };
    }
}
