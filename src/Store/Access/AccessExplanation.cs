using System.Globalization;

namespace IntegrationHub.Store;

/// <summary>Why a caller sees a record, or does not: every row that has a say, and no patient data.</summary>
public static class AccessExplanation
{
    private const string Record = "select custodian, patient_id, needs from resource where type = @type and id = @id";

    private const string Access = """
        select grantee, custodian, allows, denies, valid_until from patient_access
         where patient_id = @patient and grantee = any(@grantees) and valid_from <= @now and valid_until > @now
         order by grantee, custodian, allows, denies
        """;

    private const string Relations = """
        select kind, source, custodian, valid_until from care_relation
         where patient_id = @patient and member = @member and valid_from <= @now and valid_until > @now
         order by kind, source
        """;

    private const string Consents = """
        select consent_id, permits, member, custodian, classes from consent_rule
         where patient_id = @patient and member in ('', @member) and valid_from <= @now and valid_until > @now
         order by consent_id, ordinal
        """;

    private const string Parties = """
        select via from record_party where type = @type and id = @id and member = @member order by via
        """;

    /// <summary>One line per row that has a say, the verdict first.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(
        HubReader reader, RecordView view, ResourceKey key, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(view);
        var now = reader.Clock.GetUtcNow();
        (string, object?)[] place = [("@type", key.Type), ("@id", key.Id)];
        var found = await reader.QueryAsync(
            Record, r => (Custodian: r.GetString(0), Patient: r.GetString(1), Needs: (RecordClass)r.GetInt64(2)), ct,
            place);
        if (found.Count == 0)
            return [$"{key} is not stored."];
        var (custodian, patient, needs) = found[0];
        var seen = await reader.QueryAsync(
            $"select r.id from resource r where r.type = @type and r.id = @id and {view.Where("r")}",
            r => r.GetString(0), ct, [.. place, .. view.IsHub ? [] : view.Parameters(now)]);
        var lines = new List<string>
        {
            $"{key} is {(seen.Count > 0 && view.SeesType(key.Type) ? "seen" : "not seen")} by {view.Member}.",
            $"resource: kept by {custodian}, needs {Names(needs)}.",
            view.Member == custodian ? $"custodian: {custodian} keeps it." : $"custodian: {view.Member} does not keep it.",
        };
        if ((needs & ~view.Allows) is var lacks && lacks != RecordClass.Open)
            lines.Add($"role: lacks {Names(lacks)}.");
        if (patient.Length == 0)
            lines.Add("patient: it is in no patient's record, so no relation opens it.");
        else
            await OfPatientAsync(reader, view, patient, needs, lines, ct);
        lines.AddRange(await reader.QueryAsync(
            Parties, r => $"record_party: named by {r.GetString(0)}.", ct, [.. place, ("@member", view.Member)]));
        return lines;
    }

    private static async Task OfPatientAsync(
        HubReader reader, RecordView view, string patient, RecordClass needs, List<string> lines, CancellationToken ct)
    {
        var now = reader.Clock.GetUtcNow();
        (string, object?)[] given =
            [("@patient", patient), ("@member", view.Member), ("@grantees", view.Grantees.ToArray()), ("@now", now)];
        lines.AddRange(await reader.QueryAsync(
            Relations, r => $"care_relation: {r.GetString(0)} from {r.GetString(1)}, records of "
                + $"{Custodian(r.GetString(2))}, until {Time(r.Instant(3))}.", ct, given));
        lines.AddRange(await reader.QueryAsync(
            Consents, r => $"consent_rule: Consent/{r.GetString(0)} {(r.GetBoolean(1) ? "permits" : "denies")} "
                + $"{Names((RecordClass)r.GetInt64(4))} to {(r.GetString(2) is { Length: > 0 } m ? m : "all")}, records "
                + $"of {Custodian(r.GetString(3))}.", ct, given));
        lines.AddRange(await reader.QueryAsync(
            Access, r => Row(r.GetString(0), r.GetString(1), (RecordClass)r.GetInt64(2), (RecordClass)r.GetInt64(3),
                r.Instant(4), needs), ct, given));
    }

    private static string Row(
        string grantee, string custodian, RecordClass allows, RecordClass denies, DateTimeOffset until,
        RecordClass needs) => denies != RecordClass.Open
        ? $"patient_access: closes {Names(denies)} to {grantee} as a party, until {Time(until)}."
        : $"patient_access: opens {Names(allows)} of {Custodian(custodian)} to {grantee}, until {Time(until)}"
            + ((needs & ~allows) is var lacks && lacks != RecordClass.Open ? $"; lacks {Names(lacks)}." : ".");

    private static string Custodian(string custodian) => custodian.Length > 0 ? custodian : "all peers";

    private static string Names(RecordClass classes) => classes == RecordClass.Open ? "nothing"
        : classes == RecordClasses.All ? "everything"
        : classes.ToString();

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
