using System.Collections.Frozen;

namespace IntegrationHub.Contracts;

/// <summary>The members of the consortium, by id and by facility. Immutable: a reload makes a new one.</summary>
public sealed class MemberDirectory
{
    private readonly FrozenDictionary<string, Member> byId;
    private readonly FrozenDictionary<string, Member> byFacility;

    /// <summary>Indexes the members; ids and facilities are unique (the configuration check has proved it).</summary>
    /// <param name="members">The members.</param>
    /// <param name="consortia">What binds them; none: all of them form one.</param>
    public MemberDirectory(IEnumerable<Member> members, IEnumerable<Consortium>? consortia = null)
    {
        Consortia = [.. consortia ?? []];
        byId = members.ToFrozenDictionary(m => m.Id, StringComparer.Ordinal);
        byFacility = byId.Values
            .SelectMany(m => m.Facilities.Select(f => (Facility: f, Member: m)))
            .ToFrozenDictionary(p => p.Facility, p => p.Member, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All members, ordered by tier and id.</summary>
    public IReadOnlyList<Member> All => [.. byId.Values.OrderBy(m => m.Tier).ThenBy(m => m.Id, StringComparer.Ordinal)];

    /// <summary>The consortia, in the order of the configuration; empty: all members form one.</summary>
    public IReadOnlyList<Consortium> Consortia { get; }

    /// <summary>Members whose records a care relation can open to a member now, itself included.</summary>
    /// <param name="member">Member id.</param>
    /// <param name="now">Consortia count that hold then.</param>
    public IReadOnlyList<string> Peers(string member, DateTimeOffset now) => Consortia.Count == 0
        ? [.. All.Select(m => m.Id)]
        :
        [
            .. Consortia.Where(c => c.HoldsAt(now) && c.Members.Contains(member)).SelectMany(c => c.Members)
                .Append(member).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];

    /// <summary>The member with this id, or null.</summary>
    public Member? Find(string? id) => id is not null && byId.TryGetValue(id, out var member) ? member : null;

    /// <summary>The member that owns this MSH-4/MSH-6 facility, or null.</summary>
    public Member? FindByFacility(string? facility) =>
        facility is not null && byFacility.TryGetValue(facility, out var member) ? member : null;
}
