using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>OBX that belongs to no report: what an order, visit or referral says about the patient.</summary>
internal static class StandaloneObx
{
    /// <summary>Reads it as Observation, or DocumentReference for documents; none when it is unusable.</summary>
    /// <param name="scope">The conversion.</param>
    /// <param name="obx">The segment.</param>
    /// <param name="keys">Identities within the order, visit or referral.</param>
    /// <param name="observation">The observation, for the notes that follow; null for documents.</param>
    public static IEnumerable<ResourceReference> Read(Scope scope, Hl7Segment obx, ObservationKeys keys,
        out Observation? observation)
    {
        observation = null;
        if (ObxValue.IsDocument(obx))
            return Document(scope, obx, keys) is { } document ? [document] : [];
        var read = new Observation { Subject = scope.Patient, Encounter = scope.Encounter };
        ObxMap.Rows.Read(obx, read, scope);
        if (read.Code is null)
        {
            scope.Missing(obx[3], "code");
            return [];
        }

        observation = read;
        var (system, id) = keys.Next(read.Code, obx[4].TextOrNull);
        read.Identifier.Insert(0, new(system, id));
        return [scope.Draft.Put(read, system, id)];
    }

    private static ResourceReference? Document(Scope scope, Hl7Segment obx, ObservationKeys keys)
    {
        var document = new ReportedDocument();
        ObxDocumentMap.Rows.Read(obx, document, scope, "DocumentReference");
        if (document is not { Attachment: { } attachment, Code: { } code })
            return null;
        attachment.CreationElement = document.Time;
        attachment.Title = code.Text ?? code.Coding.FirstOrDefault()?.Code;
        var (_, id) = keys.Next(code, obx[4].TextOrNull);
        var system = scope.SystemOf(scope.Context.Member, Kinds.Document);
        return scope.Draft.Put(new DocumentReference
        {
            Identifier = [new(system, id)],
            Status = document.Status?.Value is ObservationStatus.EnteredInError
                ? DocumentReferenceStatus.EnteredInError
                : DocumentReferenceStatus.Current,
            Type = code,
            Subject = scope.Patient,
            Date = document.Time is null ? null : document.Time.ToDateTimeOffset(scope.Context.DefaultOffset),
            Custodian = scope.Custodian,
            Content = [new() { Attachment = attachment }],
        }, system, id);
    }
}
