using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>A referral: what is asked, and the work on it.</summary>
internal sealed record ReferralOut(ServiceRequest Request, Hl7.Fhir.Model.Task? Task)
{
    /// <summary>The referrer's number.</summary>
    public Identifier? Number => Numbers.Find(Request.Identifier, Kinds.Referral)
        ?? Numbers.Find(Request.Identifier, Kinds.Placer, "PLAC") ?? Request.Identifier.FirstOrDefault();
}

/// <summary>ServiceRequest and Task of a referral → RF1.</summary>
internal static class Rf1Rows
{
    public static readonly SegmentRows<ReferralOut> Rows = new("RF1", source: "v2-to-FHIR: RF1[ServiceRequest]")
    {
        { "RF1-1", "Task.businessStatus", (f, r) => WriteStatus(f, r.Task) },
        { "RF1-2", "priority", (f, r) => WritePriority(f, r.Request.Priority) },
        { "RF1-3", "code", (f, r) => f.Concept(r.Request.Code) },
        { "RF1-4", "orderDetail", (f, r) => f.Concepts(r.Request.OrderDetail) },
        { "RF1-5", "category", (f, r) => f.Concept(
            r.Request.Category.Find(c => c.Coding.Exists(k => k.System == FhirNames.V2Table("0284")))) },
        { "RF1-6", "identifier", (f, r) => f.Entity(r.Number) },
        { "RF1-7", "occurrencePeriod.start", (f, r) => f.Time(r.Request.Occurrence) },
        { "RF1-8", "occurrencePeriod.end", (f, r) => f.Time((r.Request.Occurrence as Period)?.EndElement) },
        { "RF1-9", "authoredOn", (f, r) => f.Time(r.Request.AuthoredOnElement ?? r.Task?.AuthoredOnElement) },
        { "RF1-10", "reasonCode", (f, r) => f.Concept(r.Request.ReasonCode.FirstOrDefault()) },
        { "RF1-11", "identifier", (f, r) => f.Entity(r.Request.Identifier, "external-referral") },
    };

    private static void WriteStatus(FieldWriter f, Hl7.Fhir.Model.Task? task)
    {
        var (code, display) = ReferralCodesOut.StatusOf(task);
        var fine = ReferralCodesOut.FineStatus(task);
        var reason = task?.StatusReason?.Text; // as the hub reads it: the words of RF1-1 are why
        f.Text(code, reason ?? display, "HL70283", fine?.Code, fine?.Display, fine is null ? null : "99HUB");
    }

    private static void WritePriority(FieldWriter f, RequestPriority? priority)
    {
        if (ReferralCodesOut.PriorityOf(priority) is var (code, display))
            f.Text(code, display, "HL70280");
    }
}
