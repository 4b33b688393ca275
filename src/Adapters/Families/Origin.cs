using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters;

/// <summary>
/// The Provenance of everything a message made: who sent it, when the hub took it in, which message it was.
/// </summary>
internal static class Origin
{
    public static void Complete(Scope scope)
    {
        var origin = scope.Provenance;
        origin.Recorded = scope.Context.ReceivedAt;
        origin.Agent.Insert(0, new()
        {
            Type = new(FhirNames.Terminology("provenance-participant-type"), "custodian"),
            Who = scope.Custodian,
        });
        origin.Entity.Insert(0, new()
        {
            Role = Provenance.ProvenanceEntityRole.Source,
            What = new ResourceReference
            {
                Identifier = new(FhirNames.MessageId, scope.Context.MessageId.ToString()),
            },
        });
    }
}
