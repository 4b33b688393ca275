namespace IntegrationHub.Store;

/// <summary>Values that stand in the index, whichever resources they come from.</summary>
public static class IndexValues
{
    private const string Meta = """
        select distinct x.param, x.system, x.code from index_token x join resource r on r.type = x.type and r.id = x.id
         where x.type = any(@types) and x.param in ('_tag', '_security') and {0}
        union
        select distinct x.param, '', x.value from index_string x join resource r on r.type = x.type and r.id = x.id
         where x.type = any(@types) and x.param = '_profile' and {0}
         order by 1, 2, 3 limit @limit
        """;

    // Walks one patient's codes in their index, newest first in each.
    private const string LastOf = """
        select k.id from (
            select t.id, t.at, row_number() over (partition by t.system, t.code order by t.at desc, t.id desc) as place
              from index_token t join resource r on r.type = t.type and r.id = t.id
             where t.patient_id = @patient and t.type = 'Observation' and t.param = 'code' {0} and {1}) k
         where k.place <= @most
         group by k.id, k.at order by k.at desc, k.id desc limit @limit
        """;

    private const string WithCode = "and (t.code = any(@codes) or t.system || '|' || t.code = any(@codes))";

    private const string WithCategory = """
         and exists (select 1 from index_token c where c.id = t.id and c.param = 'category' and c.type = 'Observation'
                        and (c.code = any(@categories) or c.system || '|' || c.code = any(@categories)))
        """;

    /// <summary>Tags, security labels and profiles in use.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="types">Resource types.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Task<IReadOnlyList<(string Param, string System, string Code)>> MetaAsync(
        HubReader reader, IReadOnlyList<string> types, int limit, CancellationToken ct) => reader.QueryAsync(
            Meta.Replace("{0}", reader.View.Where("r"), StringComparison.Ordinal),
            r => (r.GetString(0), r.GetString(1), r.GetString(2)), ct,
            [("@types", types.Where(reader.View.SeesType).ToArray()), ("@limit", limit), .. Viewed(reader)]);

    /// <summary>The last observations of a patient for each code.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="query">Which ones.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Task<IReadOnlyList<string>> LastObservationsAsync(
        HubReader reader, LastQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var filters = (query.Codes.Count > 0 ? WithCode : "") + (query.Categories.Count > 0 ? WithCategory : "");
        return reader.QueryAsync(
            LastOf.Replace("{0}", filters, StringComparison.Ordinal)
                .Replace("{1}", reader.View.Where("r"), StringComparison.Ordinal),
            r => r.GetString(0), ct,
            [
                .. Viewed(reader),
                ("@patient", query.PatientId), ("@most", query.Most), ("@limit", query.Limit),
                .. Given("@codes", query.Codes), .. Given("@categories", query.Categories),
            ]);
    }

    private static (string, object?)[] Viewed(HubReader reader) => reader.View.Parameters(reader.Clock.GetUtcNow());

    private static (string, object?)[] Given(string name, IReadOnlyList<string> values) =>
        values.Count == 0 ? [] : [(name, values.ToArray())];
}

/// <summary>The last observations of a patient.</summary>
/// <param name="PatientId">Logical id.</param>
/// <param name="Codes">Only these codes, <c>code</c> or <c>system|code</c>; empty: all.</param>
/// <param name="Categories">Only these categories; empty: all.</param>
/// <param name="Most">So many of each code.</param>
/// <param name="Limit">At most so many in all.</param>
public sealed record LastQuery(
    string PatientId, IReadOnlyList<string> Codes, IReadOnlyList<string> Categories, int Most, int Limit);
