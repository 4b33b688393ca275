using Hl7.Fhir.Model;
using IntegrationHub.Hl7v2;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>One party of a referral being read.</summary>
internal sealed class ReferralParty
{
    /// <summary>PRD-1: <c>RP</c> referring, <c>RT</c> referred to, others.</summary>
    public List<string> Roles { get; } = [];

    public HumanName? Name { get; set; }

    public string? StaffId { get; set; }

    public List<ContactPoint> Telecom { get; } = [];

    public List<Address> Address { get; } = [];

    public ResourceReference? Place { get; set; }

    /// <summary>Facility named by PRD-4.4 or PRD-10.</summary>
    public string? Facility { get; set; }

    public ResourceReference? Organization { get; set; }
}

/// <summary>PRD → the parties of a referral: their people, departments and organisations.</summary>
internal static class PrdMap
{
    public static readonly SegmentMap<ReferralParty> Rows = new("PRD", source: "v2-to-FHIR: PRD[PractitionerRole]")
    {
        { "PRD-1", "requester / performer", Required, (p, f) => AddRoles(p, f) },
        { "PRD-2", "name", Optional, (p, f) => p.Name = f.Name() },
        { "PRD-3", "address", Optional, (p, f) =>
            p.Address.AddRange(f.Repetitions().Select(r => r.Address()).OfType<Address>()) },
        { "PRD-4", "location", Optional, (p, f) => SetPlace(p, f) },
        { "PRD-5", "telecom", Optional, (p, f) =>
            p.Telecom.AddRange(f.Repetitions().Select(r => r.Telecom()).OfType<ContactPoint>()) },
        { "PRD-7", "identifier", Optional, (p, f) => p.StaffId = f.Text },
        { "PRD-10", "organization", Optional, (p, f) => SetOrganization(p, f) },
    };

    private static void AddRoles(ReferralParty p, FieldReader f)
    {
        foreach (var role in f.Value.Repetitions)
        {
            if (role.TextOrNull is { } code)
                p.Roles.Add(code);
        }

        f.Carry();
    }

    private static void SetPlace(ReferralParty p, FieldReader f)
    {
        p.Facility ??= Pl.Read(f.Value).Facility.NamespaceId;
        p.Place = f.Location();
    }

    private static void SetOrganization(ReferralParty p, FieldReader f)
    {
        var xon = Xon.Read(f.Value);
        p.Facility = xon.Id ?? xon.Name ?? p.Facility;
        p.Organization = f.Organization();
    }
}
