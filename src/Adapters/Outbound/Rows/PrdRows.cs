using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>One side of a referral.</summary>
/// <param name="Role">Table 0286: <c>RP</c> refers, <c>RT</c> is referred to.</param>
/// <param name="RoleName">Its name.</param>
/// <param name="Person">The doctor, when one is named.</param>
/// <param name="Organisation">The hospital.</param>
/// <param name="Place">The department, when one is named.</param>
internal sealed record Provider(
    string Role, string RoleName, ResourceReference? Person, ResourceReference? Organisation,
    ResourceReference? Place = null);

/// <summary>Requester and performer of a referral → PRD.</summary>
internal static class PrdRows
{
    public static readonly SegmentRows<Provider> Rows = new("PRD", source: "v2-to-FHIR: PRD[PractitionerRole]")
    {
        { "PRD-1", "code", (f, p) => f.Text(p.Role, p.RoleName, "HL70286") },
        { "PRD-2", "practitioner.name", (f, p) => f.Raw(FieldWriter.Xpn(f.PersonOf(p.Person)?.Name)) },
        { "PRD-4", "location", (f, p) => f.Place(p.Place, p.Organisation) },
        { "PRD-5", "practitioner.telecom", (f, p) =>
            f.Telecoms(f.Draft.Find<Practitioner>(p.Person)?.Telecom ?? []) },
        { "PRD-7", "practitioner.identifier", (f, p) => WriteNumber(f, f.PersonOf(p.Person)?.Number) },
        { "PRD-10", "organization", (f, p) => f.Organization(p.Organisation) },
    };

    /// <summary>Writes who refers and who is referred to.</summary>
    public static void Write(Draft draft, ReferralOut referral)
    {
        var (request, task) = (referral.Request, referral.Task);
        ResourceReference?[] asking = [request.Requester, task?.Requester, Author(draft)];
        ResourceReference?[] asked = [.. request.Performer, task?.Owner];
        Rows.Write(draft, new("RP", "Referring Provider", PersonIn(draft, asking), OrganisationIn(draft, asking)));
        Rows.Write(draft, new(
            "RT", "Referred to Provider", PersonIn(draft, asked), OrganisationIn(draft, asked),
            request.LocationReference.FirstOrDefault()));
    }

    // The doctor who refers signs as author; the requester is the hospital.
    private static ResourceReference? Author(Draft draft) => draft.Resources.OfType<Provenance>()
        .SelectMany(p => p.Agent)
        .FirstOrDefault(a => a.Type?.Coding.Exists(c => c.Code == "author") ?? false)?.Who;

    private static ResourceReference? PersonIn(Draft draft, IEnumerable<ResourceReference?> references) =>
        references.FirstOrDefault(r => r is not null && !IsOrganisation(draft, r));

    private static ResourceReference? OrganisationIn(Draft draft, IEnumerable<ResourceReference?> references)
    {
        var all = references.OfType<ResourceReference>().ToList();
        return all.Find(r => draft.Member(r) is not null) ?? all.Find(r => IsOrganisation(draft, r))
            ?? all.Select(r => draft.Find<PractitionerRole>(r)?.Organization).FirstOrDefault(o => o is not null);
    }

    private static bool IsOrganisation(Draft draft, ResourceReference reference) =>
        draft.Member(reference) is not null || draft.Find<Organization>(reference) is not null
        || (reference.Reference?.Contains("Organization/", StringComparison.Ordinal) ?? false);

    // PLN: number, type, and who gave it.
    private static void WriteNumber(FieldWriter f, Identifier? number) => f.Text(
        number?.Value, number is null ? null : Numbers.TypeOf(number) ?? Kinds.Staff.ToUpperInvariant(),
        SystemNames.Giver(number?.System, f.Draft.Context.Members).Namespace);
}
