using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>IN1 → Coverage: how the patient is insured (医疗付费方式).</summary>
internal static class In1Map
{
    public static readonly SegmentMap<Coverage> Rows = new("IN1", source: "v2-to-FHIR: IN1[Coverage]")
    {
        Ignore("IN1-1", "a running number"),
        { "IN1-2", "class[plan]", Optional, (c, f) => c.Class.Add(new()
        {
            Type = new(FhirNames.Terminology("coverage-class"), "plan"),
            Value = f.Text,
            Name = f.Concept()?.Text,
        }) },
        { "IN1-3", "payor", Optional, (c, f) => c.Payor = [Payor(f)] },
        { "IN1-4", "payor.display", Optional, (c, f) => NamePayor(c, f) },
        { "IN1-12", "period.start", Optional, (c, f) => (c.Period ??= new()).StartElement = f.DateTime() },
        { "IN1-13", "period.end", Optional, (c, f) => (c.Period ??= new()).EndElement = f.DateTime() },
        { "IN1-15", "type", Optional, (c, f) => c.Type = f.Concept("0086") },
        { "IN1-17", "relationship", Optional, (c, f) => c.Relationship = f.Concept("0063") },
        { "IN1-36", "subscriberId", Optional, (c, f) => c.SubscriberId = f.Text },
        { "IN1-49", "identifier", Optional, (c, f) => AddIdentifier(c, f) },
    };

    private static ResourceReference Payor(FieldReader f) => new()
    {
        Identifier = f.Identifier("insurer"),
    };

    private static void NamePayor(Coverage c, FieldReader f)
    {
        if (c.Payor.Count == 0)
            c.Payor.Add(new());
        c.Payor[0].Display = f.Text;
    }

    private static void AddIdentifier(Coverage c, FieldReader f)
    {
        if (f.Identifier("insured") is { } identifier)
            c.Identifier.Add(identifier);
    }
}
