using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>MSH → Provenance: where every entry comes from.</summary>
internal static class MshMap
{
    private const string Duty = "the hub answers by it and keeps it in the journal";

    public static readonly SegmentMap<Provenance> Rows = new("MSH", source: "v2-to-FHIR: MSH[Provenance-Source]")
    {
        { "MSH-3", "agent[assembler].who", Optional, (p, f) => p.Agent.Add(Assembler(f)) },
        { "MSH-4", "agent[custodian].who", Optional, (p, f) => f.Carry() }, // the channel has turned it into the member
        Ignore("MSH-5", "the hub itself"),
        { "MSH-6", "(receiver of orders and referrals)", Optional, (p, f) => f.Carry() },
        { "MSH-7", "occurredDateTime, Bundle.timestamp", Optional, (p, f) => p.Occurred = f.DateTime() },
        { "MSH-9", "activity", Required, (p, f) => p.Activity = Activity(f) },
        { "MSH-10", "entity[1].what.identifier", Required, (p, f) => p.Entity.Add(ControlId(f)) },
        Ignore("MSH-8", "security marks are not used here"),
        Ignore("MSH-11", "checked at the gateway"),
        Ignore("MSH-12", "told by the parser"),
        Ignore("MSH-13", "sequence protocol of the channel"),
        Ignore("MSH-15", Duty),
        Ignore("MSH-16", Duty),
        Ignore("MSH-17", "one country"),
        Ignore("MSH-18", "the text is decoded"),
        Ignore("MSH-19", "one language"),
        Ignore("MSH-20", "the text is decoded"),
        Ignore("MSH-21", "profiles of the sender change nothing here"),
    };

    private static Provenance.AgentComponent Assembler(FieldReader f) => new()
    {
        Type = new(FhirNames.Terminology("provenance-participant-type"), "assembler"),
        Who = new ResourceReference { Display = f.Lines() },
    };

    private static CodeableConcept Activity(FieldReader f)
    {
        f.Carry();
        return new(FhirNames.EventSystem, f.Scope.Event);
    }

    private static Provenance.EntityComponent ControlId(FieldReader f) => new()
    {
        Role = Provenance.ProvenanceEntityRole.Source,
        What = new ResourceReference
        {
            Identifier = new(f.Scope.SystemOf(f.Scope.Context.Member, Kinds.ControlId), f.Text),
        },
    };
}
