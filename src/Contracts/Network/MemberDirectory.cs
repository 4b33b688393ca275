using System.Collections.Frozen;

namespace IntegrationHub.Contracts;

/// <summary>The members of the consortium, by id and by facility. Immutable: a reload makes a new one.</summary>
public sealed class MemberDirectory
{
    private readonly FrozenDictionary<string, Member> byId;
    private readonly FrozenDictionary<string, Member> byFacility;

    /// <summary>Indexes the members; ids and facilities are unique (the configuration check has proved it).</summary>
    public MemberDirectory(IEnumerable<Member> members)
    {
        byId = members.ToFrozenDictionary(m => m.Id, StringComparer.Ordinal);
        byFacility = byId.Values
            .SelectMany(m => m.Facilities.Select(f => (Facility: f, Member: m)))
            .ToFrozenDictionary(p => p.Facility, p => p.Member, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All members, ordered by tier and id.</summary>
    public IReadOnlyList<Member> All => [.. byId.Values.OrderBy(m => m.Tier).ThenBy(m => m.Id, StringComparer.Ordinal)];

    /// <summary>The member with this id, or null.</summary>
    public Member? Find(string? id) => id is not null && byId.TryGetValue(id, out var member) ? member : null;

    /// <summary>The member that owns this MSH-4/MSH-6 facility, or null.</summary>
    public Member? FindByFacility(string? facility) =>
        facility is not null && byFacility.TryGetValue(facility, out var member) ? member : null;
}
