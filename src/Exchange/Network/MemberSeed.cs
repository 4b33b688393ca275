using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Members as Organization resources: made from the directory, never from messages.</summary>
internal static class MemberSeed
{
    private const string TierSystem = "urn:hub:tier";

    /// <summary>Writes every member; unchanged ones get no new version.</summary>
    public static Task<int> RunAsync(HubDb db, MemberDirectory members, DateTimeOffset now, CancellationToken ct) =>
        db.RunAsync(
            async (tx, stop) =>
            {
                var writes = members.All.Select(m => new ResourceWrite(
                    "Organization", m.Id, [new("Organization", FhirNames.MemberId, m.Id)], ToOrganization(m), m.Id,
                    null, now, Guid.Empty));
                return (await Resources.WriteAsync(tx, [.. writes], stop)).Count(s => s.Changed);
            },
            ct);

    internal static Organization ToOrganization(Member member)
    {
        var organization = new Organization
        {
            Active = true,
            Name = member.Name,
            Identifier = [new Identifier(FhirNames.MemberId, member.Id)],
            Type = [new CodeableConcept(TierSystem, member.Tier.ToString().ToLowerInvariant())],
        };
        if (member.CreditCode is { } code)
            organization.Identifier.Add(new Identifier(FhirNames.CreditCode, code));
        if (member.NameEn is { } english)
            organization.Alias = [english];
        if (member.Superior is { } superior)
            organization.PartOf = new ResourceReference("Organization/" + superior);
        return organization;
    }
}
