using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Criteria as SQL conditions on one resource: column tests, or look-ups in an index table by the resource's
/// id.</summary>
/// <remarks><c>limit 1 offset 0</c> keeps PostgreSQL from turning a look-up into a join that reads the other table
/// first.</remarks>
internal sealed class SearchFilters(SqlParts parts)
{
    private const double KilometresPerDegree = 111.195;
    private const string NearLatitude = "near:lat";
    private const string NearLongitude = "near:lng";

    /// <summary>The condition that the resource meets the criterion.</summary>
    public string Of(Criterion criterion, SearchScope scope) => criterion switch
    {
        IdCriterion c => c.AnyOf.Count == 1
            ? $"{scope.Id} = {parts.Add("id", c.AnyOf[0])}"
            : $"{scope.Id} = any({parts.Add("ids", c.AnyOf.ToArray())})",
        UpdatedCriterion c => Or(c.AnyOf.Select(v => ValueSql.Moment($"{scope.Resource}.last_updated", v, parts))),
        RowCriterion c => Rows(c, scope),
        CompositeCriterion c => Or(c.AnyOf.Select(v => Composite(c.Param, v, scope))),
        MissingCriterion c => c.Missing ? $"not {Present(c.Info, scope)}" : Present(c.Info, scope),
        ChainCriterion c => Or(c.AnyOf.Select(t => Chain(c.Rows, t, scope))),
        HasCriterion c => Has(c, scope),
        WordsCriterion c => Words(c, scope),
        NearCriterion c => Or(c.AnyOf.Select(p => Near(p, scope))),
        AllOf c => c.Criteria.Count == 0 ? "1 = 1" : $"({string.Join(" and ", c.Criteria.Select(i => Of(i, scope)))})",
        AnyOf c => Or(c.Criteria.Select(i => Of(i, scope))),
        Not c => $"not ({Of(c.Inner, scope)})",
        _ => throw new ArgumentOutOfRangeException(nameof(criterion), criterion.GetType().Name, "No filter for it."),
    };

    // A criterion may look at columns and at rows; each way that finds it is enough.
    private string Rows(RowCriterion c, SearchScope scope)
    {
        var (ways, rows) = (new List<string>(), c.Rows);
        if (c.AnyOf.All(v => v is DateValue) && SearchColumns.TimeOf(scope.Type) is { } time && rows.Contains(time))
        {
            ways.Add($"({Or(c.AnyOf.Cast<DateValue>().Select(v =>
                ValueSql.Span(scope.Time, $"{scope.Resource}.until", v, parts)))} and {Timed(scope)})");
            rows = [.. rows.Where(r => r != time)];
        }

        var values = c.AnyOf;
        if (SearchColumns.IsCompartment(scope.Type, rows))
        {
            ways.AddRange(values.OfType<ReferenceValue>().Where(v => v.MayBePatient).Select(v => v.Ids.Count == 1
                ? $"{scope.Resource}.patient_id = {parts.Add("patient", v.Ids[0])}"
                : $"{scope.Resource}.patient_id = any({parts.Add("patients", v.Ids.ToArray())})"));
            if (rows.Count == 1)
                values = [.. values.Where(v => v is not ReferenceValue { Type: "Patient" })];
        }

        if (values.Count > 0)
            ways.AddRange(rows.GroupBy(r => ValueSql.TableOf(values[0], r)).Select(t =>
                Row(t.Key, [.. t], scope, x => new ValueSql(x, parts).Any(values))));
        return Or(ways);
    }

    private string Composite(string param, IReadOnlyList<SearchValue> values, SearchScope scope)
    {
        var first = parts.Alias();
        return Exists($"index_composite {first}", [.. RowOf(first, [param], scope), Part(first, 1, values[0]),
            .. values.Skip(1).Select((value, i) =>
            {
                var other = parts.Alias();
                return Exists($"index_composite {other}", [.. RowOf(other, [param], scope),
                    $"{other}.element = {first}.element", Part(other, i + 2, value)]);
            })]);

        string Part(string alias, int part, SearchValue value) => string.Create(
            CultureInfo.InvariantCulture,
            $"{alias}.part = {part} and {new ValueSql(alias, parts, Composite: true).Of(value)}");
    }

    private string Present(SearchParameterInfo info, SearchScope scope)
    {
        if (info.Name is "_id" or "_lastUpdated")
            return "1 = 1";
        if (SearchColumns.IsTime(scope.Type, info.IndexedAs))
            return $"({Timed(scope)})";
        if (info is { Type: SearchParamType.Composite, OnRoot: true })
            return $"({string.Join(" and ", info.Parts.Select(p =>
                Present(SearchParameters.Find(scope.Type, p.Parameter) ?? new(p.Parameter, p.Type, ""), scope)))})";
        var tables = info.Type switch
        {
            SearchParamType.Token => info.IndexedAs.GroupBy(r => ValueSql.TableOf(new TokenValue(null, null), r)),
            SearchParamType.Reference => info.IndexedAs.GroupBy(_ => "index_reference"),
            SearchParamType.Date => info.IndexedAs.GroupBy(_ => "index_date"),
            SearchParamType.Number or SearchParamType.Quantity => info.IndexedAs.GroupBy(_ => "index_number"),
            SearchParamType.Composite => info.IndexedAs.GroupBy(_ => "index_composite"),
            _ => info.IndexedAs.GroupBy(_ => "index_string"),
        };
        var found = tables.Select(t => Row(t.Key, [.. t], scope, x =>
            info.Narrowed ? parts.Names($"{x}.target_type", info.Targets) : "1 = 1")).ToList();
        if (SearchColumns.TimeOf(scope.Type) is { } time && info.IndexedAs.Contains(time))
            found.Add(Timed(scope));
        if (SearchColumns.IsCompartment(scope.Type, info.IndexedAs))
            found.Add($"{scope.Resource}.patient_id <> ''");
        return Or(found);
    }

    private string Chain(IReadOnlyList<string> rows, TypedCriterion target, SearchScope scope)
    {
        var ways = new List<string>
        {
            Row("index_reference", rows, scope, x =>
                $"{x}.target_type = {parts.Name(target.Type)} and {Resource(target, y => $"{y}.id = {x}.target_id")}"),
        };
        if (target.Type == "Patient" && SearchColumns.IsCompartment(scope.Type, rows))
            ways.Add(Resource(target, y => $"{y}.id = {scope.Resource}.patient_id"));
        return Or(ways);
    }

    private string Has(HasCriterion c, SearchScope scope)
    {
        var x = parts.Alias();
        var ways = new List<string>
        {
            Exists($"index_reference {x}",
            [
                $"{x}.target_id = {scope.Id}", $"{x}.target_type = {parts.Name(scope.Type)}",
                $"{x}.type = {parts.Name(c.Source.Type)}", parts.Names($"{x}.param", c.Rows),
                Resource(c.Source, y => $"{y}.id = {x}.id"),
            ]),
        };
        if (scope.Type == "Patient" && SearchColumns.IsCompartment(c.Source.Type, c.Rows))
            ways.Add(Resource(c.Source, y => $"{y}.patient_id = {scope.Id}"));
        return Or(ways);
    }

    private string Words(WordsCriterion c, SearchScope scope)
    {
        var x = parts.Alias();
        IEnumerable<string> Of(string test) =>
            [test, $"{x}.id = {scope.Id}", $"{x}.type = {parts.Name(scope.Type)}"];
        return parts.IsPostgres
            ? Exists($"index_words {x}", Of(WordsOf(x, c.Words, parts)))
            : string.Join(" and ", c.Words.Select(w => Exists($"index_words {x}", Of(WordsOf(x, [w], parts)))));
    }

    /// <summary>The condition that a row of <c>index_words</c> holds all of the words; on SQLite one of them.</summary>
    public static string WordsOf(string alias, IReadOnlyList<QueryWord> words, SqlParts parts) =>
        parts.IsPostgres ? $"{alias}.words @@ cast({parts.Add("words", SearchWords.Query(words))} as tsquery)"
        : words[0].Prefix ? new ValueSql(alias, parts).Starts($"{alias}.word", words[0].Text)
        : $"{alias}.word = {parts.Add("word", words[0].Text)}";

    // Plane geometry: a degree of longitude shrinks with the latitude of the centre.
    private string Near(NearPlace place, SearchScope scope)
    {
        var (y, x) = (parts.Alias(), parts.Alias());
        var north = $"({y}.low - {parts.Add("lat", place.Latitude)})";
        var shrink = Math.Cos(place.Latitude * Math.PI / 180);
        var east = $"(({x}.low - {parts.Add("lng", place.Longitude)}) * {parts.Add("shrink", shrink)})";
        var reach = place.Kilometres / KilometresPerDegree;
        return Exists($"index_number {y} join index_number {x} on {x}.id = {y}.id and {x}.type = {y}.type",
        [
            .. RowOf(y, [NearLatitude], scope), $"{x}.param = {parts.Name(NearLongitude)}",
            $"{north} * {north} + {east} * {east} <= {parts.Add("reach", reach * reach)}",
        ]);
    }

    /// <summary>The condition that a row of latitudes lies as far north or south as the place reaches.</summary>
    public static string Latitudes(string alias, string type, NearPlace place, SqlParts parts)
    {
        var reach = place.Kilometres / KilometresPerDegree;
        return $"{alias}.type = {parts.Name(type)} and {alias}.param = {parts.Name(NearLatitude)}"
            + $" and {alias}.low >= {parts.Add("south", place.Latitude - reach)}"
            + $" and {alias}.low <= {parts.Add("north", place.Latitude + reach)}";
    }

    // A resource of another type, found by an id or patient, that meets a criterion.
    private string Resource(TypedCriterion target, Func<string, string> place)
    {
        var y = parts.Alias();
        var scope = SearchScope.Inner(target.Type, y);
        return Exists($"resource {y}",
            [$"{y}.type = {parts.Name(target.Type)}", place(y), .. scope.Visible(parts), Of(target.Inner, scope)]);
    }

    private string Row(string table, IReadOnlyList<string> rows, SearchScope scope, Func<string, string> test)
    {
        var x = parts.Alias();
        return Exists($"{table} {x}", [.. RowOf(x, table == "index_identifier" ? [] : rows, scope), test(x)]);
    }

    private IEnumerable<string> RowOf(string alias, IReadOnlyList<string> rows, SearchScope scope) =>
    [
        $"{alias}.id = {scope.Id}", .. rows.Count == 0 ? [] : new[] { parts.Names($"{alias}.param", rows) },
        $"{alias}.type = {parts.Name(scope.Type)}",
    ];

    // Without a time of its own a resource stands at the time of its event, for sorting only.
    private static string Timed(SearchScope scope) => $"{scope.Resource}.until > {scope.Resource}.at";

    private static string Or(IEnumerable<string> conditions)
    {
        var all = conditions.ToList();
        return all.Count switch { 0 => "1 = 0", 1 => all[0], _ => $"({string.Join(" or ", all)})" };
    }

    private static string Exists(string from, IEnumerable<string> where) =>
        $"exists (select 1 from {from} where {string.Join(" and ", where)} limit 1 offset 0)";
}
