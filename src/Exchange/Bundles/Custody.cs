using System.Collections.Frozen;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Whose a resource is, and whether a message may change it.</summary>
/// <remarks>
/// A result message repeats the order and the visit it belongs to, thinner than the systems that own them sent them.
/// Such borrowed entries create what is absent and never overwrite (they are written with the oldest possible event
/// time).
/// </remarks>
internal static class Custody
{
    /// <summary>Event time of a borrowed entry: whatever the owner sends is newer.</summary>
    public static readonly DateTimeOffset BorrowedAt = DateTimeOffset.UnixEpoch;

    // Types not listed (Practitioner, Location, Condition …) may be changed by any message of their custodian.
    private static readonly FrozenDictionary<string, FrozenSet<string>> Owners = new Dictionary<string, string[]>
    {
        ["Encounter"] = ["ADT"],
        ["Appointment"] = ["SIU"],
        ["ServiceRequest"] = ["ORM", "OML", "OMG", "REF"],
        ["Task"] = ["ORM", "OML", "OMG", "REF"],
        ["DiagnosticReport"] = ["ORU", "REF"],
        ["Observation"] = ["ORU", "ADT", "REF"],
        ["Specimen"] = ["ORU", "OML", "ORM", "REF"],
    }.ToFrozenDictionary(p => p.Key, p => p.Value.ToFrozenSet());

    /// <summary>The member whose number identifies the resource, else the sender.</summary>
    public static string Custodian(BusinessKey? key, string sender, MemberDirectory members) =>
        GiverOf(key?.System, members) ?? sender;

    /// <summary>The member that gives out the numbers of an identifier system; null for all other systems.</summary>
    public static string? GiverOf(string? system, MemberDirectory members) =>
        system?.Split(':') is ["urn", "hub", var scope, _] ? members.Find(scope)?.Id : null;

    /// <summary>The message may overwrite: it comes from the custodian and from a system that owns the type.</summary>
    public static bool MayOverwrite(string type, string @event, string custodian, string sender) =>
        custodian == sender
        && (!Owners.TryGetValue(type, out var families) || families.Contains(@event.Split('^')[0]));
}
