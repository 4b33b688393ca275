using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>A resident that one of the message's keys already names.</summary>
/// <param name="Id">Patient id.</param>
/// <param name="IdNumber">Valid resident ID number, when known.</param>
internal sealed record KnownResident(string Id, string? IdNumber)
{
    /// <summary>
    /// Keys lead to it, but no Patient was ever stored: the other session won, or the message was refused.
    /// </summary>
    public bool IsEmpty { get; init; }
}

/// <summary>Which resident a message is about, and which others turned out to be the same person.</summary>
/// <param name="Survivor">The resident; null: nobody knows this person yet.</param>
/// <param name="Losers">To be merged into it, in id order.</param>
internal sealed record ResidentMatch(string? Survivor, IReadOnlyList<string> Losers)
{
    /// <summary>
    /// One ID number is one person. A record number whose resident holds another valid ID number is never matched
    /// silently: two people's records would run together.
    /// </summary>
    public static Result<ResidentMatch> Decide(string? idNumber, IReadOnlyCollection<KnownResident> found)
    {
        var numbers = found.Select(r => r.IdNumber).Append(idNumber).OfType<string>().Distinct().Count();
        if (numbers > 1)
            return OtherPerson;

        var ordered = found
            .OrderBy(r => r.IdNumber is null)
            .ThenBy(r => r.IsEmpty)
            .ThenBy(r => r.Id, StringComparer.Ordinal)
            .ToList();
        return new ResidentMatch(
            ordered.FirstOrDefault()?.Id,
            [.. ordered.Skip(1).Select(r => r.Id).Order(StringComparer.Ordinal)]);
    }

    private static HubError OtherPerson => new(
        HubErrorCode.Conflict,
        "The record number belongs to a resident with another ID number. Correct one of them at the source and replay.",
        "Patient.identifier");
}
