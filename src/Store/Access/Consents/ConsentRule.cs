using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>One provision of an active Consent, flat.</summary>
/// <param name="ConsentId">The Consent.</param>
/// <param name="Ordinal">Place in it, from 0.</param>
/// <param name="PatientId">Patient who consents.</param>
/// <param name="Permits">True: permits; false: denies.</param>
/// <param name="Member">Member it is about; empty: all but the custodian.</param>
/// <param name="Custodian">Only this member's records; empty: all.</param>
/// <param name="Source">Only what this care relation opens, e.g. <c>ServiceRequest/1</c>; empty: all.</param>
/// <param name="Classes">Classes of records.</param>
/// <param name="From">First instant it holds.</param>
/// <param name="Until">First instant it holds no more.</param>
public sealed record ConsentRule(
    string ConsentId, int Ordinal, string PatientId, bool Permits, string Member, string Custodian, string Source,
    RecordClass Classes, DateTimeOffset From, DateTimeOffset Until)
{
    internal static ConsentRule Read(DbDataReader r) => new(
        r.GetString(0), r.GetInt32(1), r.GetString(2), r.GetBoolean(3), r.GetString(4), r.GetString(5), r.GetString(6),
        (RecordClass)r.GetInt64(7), r.Instant(8), r.Instant(9));

    /// <summary>It is about this record, opened by this relation, now.</summary>
    internal bool Covers(string custodian, string source, DateTimeOffset now) =>
        From <= now && now < Until && (Custodian.Length == 0 || Custodian == custodian)
        && (Source.Length == 0 || Source == source);
}
