using Hl7.Fhir.Model;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>A document being read: the attachment and what the segment says about it.</summary>
internal sealed class ReportedDocument
{
    public Attachment? Attachment { get; set; }

    public CodeableConcept? Code { get; set; }

    public FhirDateTime? Time { get; set; }

    public Code<ObservationStatus>? Status { get; set; }
}

/// <summary>OBX of type ED or RP → Attachment: a presented form of the report, or a DocumentReference.</summary>
internal static class ObxDocumentMap
{
    public static readonly SegmentMap<ReportedDocument> Rows = new("OBX", source: "v2-to-FHIR: OBX[DocumentReference]")
    {
        Ignore("OBX-1", "a running number"),
        { "OBX-2", "attachment", Optional, (d, f) => f.Carry() },
        { "OBX-3", "title", Required, (d, f) => d.Code = f.Concept() },
        { "OBX-4", "identifier", Optional, (d, f) => f.Carry() },
        { "OBX-5", "data", Required, (d, f) => d.Attachment = AttachmentReader.Read(f) },
        { "OBX-11", "docStatus", Required, (d, f) => d.Status = f.Code(ResultCodes.ObservationStatuses) },
        { "OBX-14", "creation", Optional, (d, f) => d.Time = f.DateTime() },
    };
}
