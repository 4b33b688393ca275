using System.Data.Common;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Whose record a person needs at once, and why.</summary>
public sealed record GlassRequest
{
    /// <summary>Logical id of the Patient; null when <see cref="Identifier"/> names it.</summary>
    public string? PatientId { get; init; }

    /// <summary>Identifier of a patient whose record cannot be seen yet.</summary>
    public (string System, string Value)? Identifier { get; init; }

    /// <summary>Why, in words; at least <see cref="BrokenGlassDesk.ShortestReason"/> characters.</summary>
    public required string Reason { get; init; }

    /// <summary>v3-PurposeOfUse: <c>TREAT</c> or <c>ETREAT</c>.</summary>
    public string Purpose { get; init; } = "ETREAT";
}

/// <summary>Glass that was broken, and what came of its review.</summary>
/// <param name="Id">Id of the grant.</param>
/// <param name="PatientId">Patient; empty when nobody was found.</param>
/// <param name="Person">Account that broke it.</param>
/// <param name="Member">Member the person belongs to.</param>
/// <param name="Reason">Why.</param>
/// <param name="GrantedAt">When.</param>
/// <param name="ValidUntil">When it closes by itself.</param>
/// <param name="EndedAt">When it was closed before; null: it was not.</param>
/// <param name="ReviewedAt">When it was reviewed; null: it waits.</param>
/// <param name="ReviewedBy">Account of the reviewer.</param>
/// <param name="Verdict"><c>justified</c> or <c>unjustified</c>.</param>
/// <param name="Note">What the reviewer says.</param>
public sealed record GlassGrant(
    Guid Id, string PatientId, string Person, string Member, string Reason, DateTimeOffset GrantedAt,
    DateTimeOffset ValidUntil, DateTimeOffset? EndedAt = null, DateTimeOffset? ReviewedAt = null,
    string? ReviewedBy = null, string? Verdict = null, string? Note = null)
{
    internal const string Columns =
        "g.id, g.patient_id, g.person, g.member, g.reason, g.granted_at, g.valid_until, g.ended_at, g.reviewed_at, "
        + "g.reviewed_by, g.verdict, g.note";

    internal static GlassGrant Read(DbDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.Instant(5), r.Instant(6),
        r.InstantOrNull(7), r.InstantOrNull(8), r.TextOrNull(9), r.TextOrNull(10), r.TextOrNull(11));
}

/// <summary>Is told when glass is broken, in the transaction that breaks it.</summary>
public interface IAccessNotice
{
    /// <summary>Tells the custodians of the patient's records.</summary>
    /// <param name="tx">The transaction: what fails here keeps the glass whole.</param>
    /// <param name="grant">What was opened.</param>
    /// <param name="custodians">Members that keep records of the patient; empty when there are none.</param>
    /// <param name="ct">Ends the wait.</param>
    Task GlassBrokenAsync(
        HubTransaction tx, GlassGrant grant, IReadOnlyList<string> custodians, CancellationToken ct);
}
