namespace IntegrationHub.Store;

/// <summary>What is known of patients' relations and consents, and the statements that replace it.</summary>
internal static class AccessRows
{
    // Whoever changes relations or consents of a patient does it alone: nobody plans on what another one takes back.
    // On SQLite the transaction is the lock.
    private const string Lock =
        "select count(pg_advisory_xact_lock(hashtextextended(t, 8))) from unnest(@patients) as t";

    private const string RelationColumns = "source, patient_id, member, kind, custodian, valid_from, valid_until";

    private const string RuleColumns =
        "consent_id, ordinal, patient_id, permits, member, custodian, source, classes, valid_from, valid_until";

    private const string RelationsOfSources = $"""
        select {RelationColumns} from care_relation where source = any(@sources)
        """;

    private const string RulesOfConsents = $"select {RuleColumns} from consent_rule where consent_id = any(@consents)";

    private const string RelationsOfPatients = $"""
        select {RelationColumns} from care_relation where patient_id = any(@patients) and valid_until > @now
        """;

    private const string RulesOfPatients = $"""
        select {RuleColumns} from consent_rule where patient_id = any(@patients) and valid_until > @now
        """;

    private const string GlassOfPatients = """
        select patient_id, person, granted_at, valid_until from break_glass
         where patient_id = any(@patients) and valid_until > @now and ended_at is null
        """;

    private static readonly SqlTwins DropRelations = Drop("care_relation", "source");
    private static readonly SqlTwins AddRelations = Add("care_relation", RelationColumns);
    private static readonly SqlTwins DropRules = Drop("consent_rule", "consent_id");
    private static readonly SqlTwins AddRules = Add("consent_rule", RuleColumns);
    private static readonly SqlTwins DropAccess = Drop("patient_access", "patient_id");

    private static readonly SqlTwins AddAccess =
        Add("patient_access", "patient_id, grantee, custodian, allows, denies, valid_from, valid_until");

    /// <summary>Relations that stand, by where they arise from.</summary>
    public static Task<IReadOnlyList<CareRelation>> OfSourcesAsync(HubReader reader, string[] sources, CancellationToken ct) =>
        reader.QueryAsync(RelationsOfSources, CareRelation.Read, ct, ("@sources", sources));

    /// <summary>Rules that stand, by their Consents.</summary>
    public static Task<IReadOnlyList<ConsentRule>> OfConsentsAsync(HubReader reader, string[] consents, CancellationToken ct) =>
        reader.QueryAsync(RulesOfConsents, ConsentRule.Read, ct, ("@consents", consents));

    /// <summary>Locks patients' access until the transaction ends, always in the same order.</summary>
    public static Task LockAsync(HubTransaction tx, string[] patients, CancellationToken ct) => !tx.IsPostgres
        ? Task.CompletedTask
        : tx.QueryAsync(
            Lock, _ => 0, ct, ("@patients", patients.Order(StringComparer.Ordinal).ToArray()));

    /// <summary>Everything that holds now or later for patients.</summary>
    public static async Task<AccessFacts> OfPatientsAsync(HubReader reader, string[] patients, CancellationToken ct)
    {
        (string, object?)[] given = [("@patients", patients), ("@now", reader.Clock.GetUtcNow())];
        return new(
            await reader.QueryAsync(RelationsOfPatients, CareRelation.Read, ct, given),
            await reader.QueryAsync(RulesOfPatients, ConsentRule.Read, ct, given),
            await reader.QueryAsync(GlassOfPatients, BrokenGlass.Read, ct, given));
    }

    /// <summary>Puts relations in the place of those of the same sources.</summary>
    public static IEnumerable<(SqlTwins Sql, Rows Rows)> Replace(
        IReadOnlyCollection<string> sources, IReadOnlyList<CareRelation> rows) =>
    [
        (DropRelations, new(sources.Count, ("@key", sources.ToArray()))),
        (AddRelations, new(
            rows.Count, Column("@source", rows, r => r.Source), Column("@patient_id", rows, r => r.PatientId),
            Column("@member", rows, r => r.Member), Column("@kind", rows, r => r.Kind),
            Column("@custodian", rows, r => r.Custodian), Column("@valid_from", rows, r => r.From),
            Column("@valid_until", rows, r => r.Until))),
    ];

    /// <summary>Puts rules in the place of those of the same Consents.</summary>
    public static IEnumerable<(SqlTwins Sql, Rows Rows)> Replace(
        IReadOnlyCollection<string> consents, IReadOnlyList<ConsentRule> rows) =>
    [
        (DropRules, new(consents.Count, ("@key", consents.ToArray()))),
        (AddRules, new(
            rows.Count, Column("@consent_id", rows, r => r.ConsentId), Column("@ordinal", rows, r => r.Ordinal),
            Column("@patient_id", rows, r => r.PatientId), Column("@permits", rows, r => r.Permits),
            Column("@member", rows, r => r.Member), Column("@custodian", rows, r => r.Custodian),
            Column("@source", rows, r => r.Source), Column("@classes", rows, r => (long)r.Classes),
            Column("@valid_from", rows, r => r.From), Column("@valid_until", rows, r => r.Until))),
    ];

    /// <summary>Puts access in the place of all of these patients' access.</summary>
    public static IEnumerable<(SqlTwins Sql, Rows Rows)> Replace(
        IReadOnlyCollection<string> patients, IReadOnlyList<PatientAccess> rows) =>
    [
        (DropAccess, new(patients.Count, ("@key", patients.ToArray()))),
        (AddAccess, new(
            rows.Count, Column("@patient_id", rows, r => r.PatientId), Column("@grantee", rows, r => r.Grantee),
            Column("@custodian", rows, r => r.Custodian), Column("@allows", rows, r => (long)r.Allows),
            Column("@denies", rows, r => (long)r.Denies), Column("@valid_from", rows, r => r.From),
            Column("@valid_until", rows, r => r.Until))),
    ];

    private static SqlTwins Drop(string table, string key) => new(
        $"delete from {table} t using unnest(@key) as k (key) where t.{key} = k.key",
        $"delete from {table} where {key} = @key");

    private static SqlTwins Add(string table, string columns)
    {
        var values = string.Join(", ", columns.Split(", ").Select(c => "@" + c));
        return new(
            $"insert into {table} ({columns}) select * from unnest({values})",
            $"insert into {table} ({columns}) values ({values})");
    }

    private static (string, object?) Column<TRow, T>(string name, IReadOnlyList<TRow> rows, Func<TRow, T> of) =>
        (name, rows.Select(of).ToArray());
}

/// <summary>What patients' access follows from.</summary>
internal sealed record AccessFacts(
    IReadOnlyList<CareRelation> Relations, IReadOnlyList<ConsentRule> Rules, IReadOnlyList<BrokenGlass> Glass);
