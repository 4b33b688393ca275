using System.Data.Common;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Why a member may see a patient's record.</summary>
/// <param name="Source">What it arises from: <c>Encounter/1</c>, <c>ServiceRequest/1</c> of a referral …</param>
/// <param name="PatientId">Patient.</param>
/// <param name="Member">Member that may see.</param>
/// <param name="Kind">One of <see cref="RelationKinds"/>.</param>
/// <param name="Custodian">Only this member's records; empty: those of all peers.</param>
/// <param name="From">First instant it holds.</param>
/// <param name="Until">First instant it holds no more.</param>
public sealed record CareRelation(
    string Source, string PatientId, string Member, string Kind, string Custodian, DateTimeOffset From,
    DateTimeOffset Until)
{
    /// <summary>A relation that the policy ends.</summary>
    /// <param name="policy">Says how long it holds.</param>
    /// <param name="source">What it arises from.</param>
    /// <param name="patient">Patient.</param>
    /// <param name="member">Member that may see.</param>
    /// <param name="kind">One of <see cref="RelationKinds"/>.</param>
    /// <param name="custodian">Only this member's records; empty: those of all peers.</param>
    /// <param name="from">First instant it holds.</param>
    public static CareRelation Begun(
        AccessPolicy policy, string source, string patient, string member, string kind, string custodian,
        DateTimeOffset from)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new(source, patient, member, kind, custodian, from, Add(from, policy.Of(kind).Longest));
    }

    /// <summary>The sum, within the years the database knows.</summary>
    internal static DateTimeOffset Add(DateTimeOffset from, TimeSpan span) =>
        FhirDates.Latest - from <= span ? FhirDates.Latest : from + span;

    internal static CareRelation Read(DbDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.Instant(5), r.Instant(6));
}
