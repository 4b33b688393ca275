using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>Encounter → PV1.</summary>
internal static class Pv1Rows
{
    public static readonly SegmentRows<Encounter> Rows = new("PV1", source: "v2-to-FHIR: PV1[Encounter]")
    {
        { "PV1-1", "—", (f, _) => f.Number(1) },
        { "PV1-2", "class", (f, e) => f.Text(ClassOf(e.Class)) },
        { "PV1-3", "location", (f, e) => f.Place(e.Location.FirstOrDefault()?.Location, e.ServiceProvider) },
        { "PV1-7", "participant[ATND]", (f, e) => f.Staff(InRole(e, "ATND")) },
        { "PV1-8", "participant[REF]", (f, e) => f.Staff(InRole(e, "REF")) },
        { "PV1-9", "participant[CON]", (f, e) => f.Staff(InRole(e, "CON")) },
        { "PV1-10", "serviceType", (f, e) => f.Concept(e.ServiceType) },
        { "PV1-17", "participant[ADM]", (f, e) => f.Staff(InRole(e, "ADM")) },
        { "PV1-19", "identifier", (f, e) => f.Raw(f.Cx(Numbers.Find(e.Identifier, Kinds.Visit, "VN"))) },
        { "PV1-44", "period.start", (f, e) => f.Time(e.Period?.StartElement) },
        { "PV1-45", "period.end", (f, e) => f.Time(e.Period?.EndElement) },
    };

    /// <summary>Writes the visit, when the bundle holds it.</summary>
    public static void Write(Draft draft, ResourceReference? encounter)
    {
        if (draft.Find<Encounter>(encounter) is { } visit)
            Rows.Write(draft, visit);
    }

    private static IEnumerable<ResourceReference?> InRole(Encounter visit, string role) => visit.Participant
        .Where(p => p.Type.Exists(t => t.Coding.Exists(c => c.Code == role)))
        .Select(p => p.Individual);

    // Table 0004.
    private static string ClassOf(Coding? actCode) => actCode?.Code switch
    {
        "IMP" or "ACUTE" or "NONAC" => "I",
        "AMB" or "VR" => "O",
        "EMER" => "E",
        "PRENC" => "P",
        "HH" => "H",
        _ => "U",
    };
}
