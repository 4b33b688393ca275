using System.Collections.Frozen;

namespace IntegrationHub.Fhir;

/// <param name="Type">Type name as the SDK gives it: <c>Patient</c>, <c>Patient.contact</c>, <c>Period</c>.</param>
/// <param name="Key">Key of the constraint in R4.</param>
/// <param name="Human">What it demands.</param>
/// <param name="Expression">FHIRPath, as R4 4.0.1 gives it.</param>
internal sealed record Invariant(string Type, string Key, string Human, string Expression);

/// <summary>Constraints of R4 4.0.1 that are errors, of data types and of the resources hospitals exchange.</summary>
internal static class Invariants
{
    private static readonly Invariant[] All =
    [
        new("Period", "per-1", "start is not after end",
            "start.hasValue().not() or end.hasValue().not() or (start <= end)"),
        new("Quantity", "qty-3", "a code of a unit needs its system", "code.empty() or system.exists()"),
        new("Range", "rng-2", "low is not more than high",
            "low.empty() or high.empty() or (low.value <= high.value)"),
        new("Ratio", "rat-1", "numerator and denominator are both there or both absent",
            "(numerator.empty() xor denominator.exists()) and (numerator.exists() or extension.exists())"),
        new("ContactPoint", "cpt-2", "a value needs a system", "value.empty() or system.exists()"),
        new("Attachment", "att-1", "data needs a contentType", "data.empty() or contentType.exists()"),
        new("SampledData", "sdd-1", "data is there", "data.exists()"),
        new("Patient.contact", "pat-1", "a contact has details or an organization",
            "name.exists() or telecom.exists() or address.exists() or organization.exists()"),
        new("Observation", "obs-6", "dataAbsentReason only without a value",
            "dataAbsentReason.empty() or value.empty()"),
        new("Observation", "obs-7", "no value where a component has the observation's code",
            "value.empty() or component.code.where(coding.intersect(%resource.code.coding).exists()).empty()"),
        new("Observation.referenceRange", "obs-3", "a range has low, high or text",
            "low.exists() or high.exists() or text.exists()"),
        new("Organization", "org-1", "an organization has an identifier or a name",
            "(identifier.count() + name.count()) > 0"),
        new("Organization", "org-2", "an address of an organization is not for home",
            "address.where(use = 'home').empty()"),
        new("Organization", "org-3", "a telecom of an organization is not for home",
            "telecom.where(use = 'home').empty()"),
        new("Appointment", "app-2", "start and end are both there or both absent", "start.exists() = end.exists()"),
        new("Appointment", "app-3", "start and end are absent only when proposed, cancelled or on a waitlist",
            "(start.exists() and end.exists()) or (status in ('proposed' | 'cancelled' | 'waitlist'))"),
        new("Appointment", "app-4", "cancelationReason only when cancelled or missed",
            "cancelationReason.exists() implies (status = 'noshow' or status = 'cancelled')"),
        new("Appointment.participant", "app-1", "a participant has a type or an actor",
            "type.exists() or actor.exists()"),
        new("ServiceRequest", "prr-1", "orderDetail only with a code", "orderDetail.empty() or code.exists()"),
        new("Task", "inv-1", "lastModified is not before authoredOn",
            "lastModified.exists().not() or authoredOn.exists().not() or lastModified >= authoredOn"),
        new("Condition", "con-4", "an abatement means inactive, resolved or remission",
            "abatement.empty() or clinicalStatus.coding.where(system = 'http://terminology.hl7.org/CodeSystem/"
            + "condition-clinical' and (code = 'resolved' or code = 'remission' or code = 'inactive')).exists()"),
        new("Condition", "con-5", "no clinicalStatus when entered in error",
            "verificationStatus.coding.where(system = 'http://terminology.hl7.org/CodeSystem/condition-ver-status'"
            + " and code = 'entered-in-error').empty() or clinicalStatus.empty()"),
        new("AllergyIntolerance", "ait-2", "no clinicalStatus when entered in error",
            "verificationStatus.coding.where(system = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-"
            + "verification' and code = 'entered-in-error').empty() or clinicalStatus.empty()"),
        new("Bundle", "bdl-1", "total only in searches and histories",
            "total.empty() or (type = 'searchset') or (type = 'history')"),
        new("Bundle", "bdl-7", "fullUrl is unique, or its versions differ",
            "(type = 'history') or entry.where(fullUrl.exists()).select(fullUrl & resource.meta.versionId)"
            + ".isDistinct()"),
        new("Bundle.entry", "bdl-5", "an entry has a resource, a request or a response",
            "resource.exists() or request.exists() or response.exists()"),
        new("Bundle.entry", "bdl-8", "fullUrl is not of one version", "fullUrl.contains('/_history/').not()"),
    ];

    private static readonly FrozenDictionary<string, Invariant[]> ByType = All
        .GroupBy(i => i.Type).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);

    /// <summary>The constraints of a type; most types have none here.</summary>
    public static IReadOnlyList<Invariant> Of(string type) => ByType.TryGetValue(type, out var found) ? found : [];
}
