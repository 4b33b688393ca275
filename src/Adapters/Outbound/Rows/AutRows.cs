using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>The answer to a referral → MSA and AUT.</summary>
internal static class AutRows
{
    public static readonly SegmentRows<ReferralOut> Answer = new("MSA", source: "v2-to-FHIR: MSA[MessageHeader]")
    {
        { "MSA-1", "response.code", (f, _) => f.Text("AA") },
        { "MSA-2", "response.identifier", (f, r) => f.Text(Asked(f.Draft) ?? r.Number?.Value) },
    };

    public static readonly SegmentRows<(ReferralOut Referral, Appointment? Slot)> Authorisation =
        new("AUT", source: "v2-to-FHIR: AUT[Coverage]")
        {
            { "AUT-2", "Task.owner", (f, a) => WriteOwner(f, a.Referral) },
            { "AUT-4", "Appointment.start", (f, a) => f.Time(a.Slot?.Start) },
            { "AUT-5", "Task.restriction.period.end", (f, a) =>
                f.Time(a.Referral.Task?.Restriction?.Period?.EndElement) },
            { "AUT-6", "Appointment.identifier", (f, a) => f.Entity(a.Slot?.Identifier ?? [], Kinds.Appointment) },
        };

    // The referrer's message when its Provenance is at hand. RRI is sent at every change, long after that message was
    // acknowledged, so the number of the referral is what the referrer can find it by.
    private static string? Asked(Draft draft) => draft.Resources.OfType<Provenance>()
        .SelectMany(p => p.Entity)
        .Select(e => e.What?.Identifier)
        .FirstOrDefault(i => SystemNames.Scope(i?.System)?.Kind == Kinds.ControlId)?.Value;

    private static void WriteOwner(FieldWriter f, ReferralOut referral)
    {
        var (name, number) = f.OrganizationOf(
            referral.Task?.Owner ?? referral.Request.Performer.FirstOrDefault());
        f.Text(number, name, number is null ? null : "99HUB");
    }
}
