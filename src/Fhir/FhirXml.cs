using System.Text;
using System.Xml;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace IntegrationHub.Fhir;

/// <summary>FHIR XML out. Line ends in values are entities: the SDK's own shortcut loses them.</summary>
public static class FhirXml
{
    private static readonly FhirXmlSerializer Writer = new();

    private static readonly XmlWriterSettings Compact = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
    };

    private static readonly XmlWriterSettings Indented = Settings();

    /// <summary>Writes UTF-8 XML.</summary>
    /// <param name="resource">Any resource.</param>
    /// <param name="pretty">True: indented, for people.</param>
    public static byte[] Serialize(Resource resource, bool pretty = false)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, pretty ? Indented : Compact))
            Writer.Serialize(resource, writer);
        return buffer.ToArray();
    }

    private static XmlWriterSettings Settings()
    {
        var settings = Compact.Clone();
        settings.Indent = true;
        return settings;
    }
}
