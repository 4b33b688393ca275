using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters;

/// <summary>
/// Who refers and who is to receive: PRD with roles RP and RT; the sender and MSH-6 where PRD is silent.
/// </summary>
internal sealed class ReferralParties
{
    private readonly Scope scope;
    private readonly List<ReferralParty> parties = [];

    public ReferralParties(Scope scope)
    {
        this.scope = scope;
        foreach (var prd in scope.Message.All("PRD"))
        {
            var party = new ReferralParty();
            PrdMap.Rows.Read(prd, party, scope, $"ServiceRequest.party[{parties.Count + 1}]");
            parties.Add(party);
        }

        ReferringMember = MemberOf("RP") ?? (Has("RP") ? null : Sender);
        ReceivingMember = MemberOf("RT")
            ?? (Has("RT") ? null : scope.Context.Members.FindByFacility(scope.Message.Header.ReceivingFacility));
    }

    public Member? ReferringMember { get; }

    public Member? ReceivingMember { get; }

    /// <summary>The referring organisation; the sender when nobody is named.</summary>
    public ResourceReference Referring => OrganizationOf("RP", ReferringMember) ?? scope.Custodian;

    /// <summary>The receiving organisation, or null when the message names none.</summary>
    public ResourceReference? Receiving => OrganizationOf("RT", ReceivingMember);

    /// <summary>People and places of a role, as references.</summary>
    /// <param name="role"><c>RP</c> or <c>RT</c>; null for all other roles.</param>
    public IEnumerable<ResourceReference> PeopleOf(string? role) => parties
        .Where(p => role is null ? !p.Roles.Exists(r => r is "RP" or "RT") : p.Roles.Contains(role))
        .Select(PersonOf)
        .OfType<ResourceReference>();

    /// <summary>Departments and beds of the receiver.</summary>
    public IEnumerable<ResourceReference> ReceivingPlaces =>
        parties.Where(p => p.Roles.Contains("RT")).Select(p => p.Place).OfType<ResourceReference>();

    private Member? Sender => scope.Context.Members.Find(scope.Context.Member);

    private bool Has(string role) =>
        parties.Exists(p => p.Roles.Contains(role) && (p.Facility ?? p.Organization?.Display) is not null);

    private Member? MemberOf(string role) => parties
        .Where(p => p.Roles.Contains(role))
        .Select(p => scope.Context.Members.FindByFacility(p.Facility) ?? MemberOf(p.Organization))
        .FirstOrDefault(m => m is not null);

    private Member? MemberOf(ResourceReference? organization) =>
        organization?.Reference is { } url && url.StartsWith("Organization/", StringComparison.Ordinal)
            ? scope.Context.Members.Find(url["Organization/".Length..])
            : null;

    private ResourceReference? OrganizationOf(string role, Member? member)
    {
        var named = parties.Find(p => p.Roles.Contains(role) && p.Organization is not null)?.Organization;
        return member is not null
            ? new ResourceReference("Organization/" + member.Id) { Display = named?.Display ?? member.Name }
            : named;
    }

    private ResourceReference? PersonOf(ReferralParty party)
    {
        if (party.StaffId is not { } id)
            return party.Name is null ? null : new ResourceReference { Display = party.Name.Text };
        var owner = scope.Context.Members.FindByFacility(party.Facility) ?? MemberOf(party.Organization) ?? Sender;
        var system = scope.SystemOf(owner?.Id ?? scope.Context.Member, Kinds.Staff);
        var person = scope.Draft.Stub(system, id, () => new Practitioner
        {
            Identifier = [new(system, id)],
            Name = party.Name is null ? [] : [party.Name],
            Telecom = party.Telecom,
            Address = party.Address,
        });
        return new(person.Reference) { Display = party.Name?.Text };
    }
}
