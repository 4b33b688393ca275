using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Criteria as SQL conditions on one row: column tests, or one look-up in an index table by the full
/// key.</summary>
/// <remarks><c>limit 1 offset 0</c> keeps PostgreSQL from turning a look-up into a join that reads the other table
/// first.</remarks>
internal static class SearchFilters
{
    /// <summary>Sorts after every text that begins so: the last character there is.</summary>
    private const string Last = "\U0010FFFF";

    /// <summary>The condition that a row of <paramref name="place"/> meets the criterion.</summary>
    public static string Of(Criterion criterion, string type, SearchPlace place, SqlParts parts) => criterion switch
    {
        TokenCriterion { Param: "_id" } c => Any(c.AnyOf, v => $"d.id = {parts.Add("id", v.Code ?? "")}"),
        TokenCriterion { Param: "identifier" } c => Any(c.AnyOf, v => Exists(
            "index_identifier x", $"x.type = @type and {IdentifierValue("x", v, parts)} and x.id = d.id")),
        TokenCriterion c => Any(c.AnyOf, v => Exists("index_token x", TokenRow(c, v, place, parts))),
        ReferenceCriterion c when IsCompartment(c, type) =>
            Any(c.AnyOf, v => $"{place.Resource}.patient_id = {parts.Add("patient", v.Id)}"),
        ReferenceCriterion c => Any(c.AnyOf, v => Exists(
            "index_reference x",
            $"{ReferenceValue("x", c.Param, type, v, parts)} and x.at = {place.Time} and x.id = d.id")),
        DateCriterion { Param: "_lastUpdated" } c => Any(c.AnyOf, v => Moment(place, v, parts)),
        DateCriterion c when c.Param == SearchColumns.TimeOf(type) => Any(c.AnyOf, v =>
            $"({Span(place.Time, $"{place.Resource}.until", v, parts)}"
            + $" and {place.Resource}.until > {place.Resource}.at)"),
        DateCriterion c => Any(c.AnyOf, v => Exists(
            "index_date x", $"x.id = d.id and {OtherDateValue("x", c.Param, v, parts)}")),
        StringCriterion c => Any(c.AnyOf, v => Exists(
            "index_string x", $"x.id = d.id and {TextValue("x", c.Param, v, parts)}")),
        _ => throw new ArgumentOutOfRangeException(nameof(criterion), criterion.GetType().Name, "No filter for it."),
    };

    /// <summary>True when the reference is the patient the record belongs to: a column, not index rows.</summary>
    public static bool IsCompartment(ReferenceCriterion criterion, string type) =>
        SearchColumns.CompartmentOf(type) is { } compartment && IndexedAs(type, criterion.Param) == compartment
        && criterion.AnyOf.All(v => v.Type == "Patient");

    public static string TokenValue(string alias, TokenCriterion criterion, TokenValue value, SqlParts parts) =>
        $"{alias}.type = @type and {alias}.param = {parts.Add("param", criterion.Param)}"
        + (value.Code is { } code ? $" and {alias}.code = {parts.Add("code", IndexText.Clip(code))}" : "")
        + (value.System is { } system ? $" and {alias}.system = {parts.Add("system", IndexText.Clip(system))}" : "");

    public static string IdentifierValue(string alias, TokenValue value, SqlParts parts) =>
        string.Join(" and ", new[]
        {
            value.Code is { } code ? $"{alias}.value = {parts.Add("value", IndexText.Clip(code))}" : null,
            value.System is { } system ? $"{alias}.system = {parts.Add("system", IndexText.Clip(system))}" : null,
        }.OfType<string>().DefaultIfEmpty("1 = 1"));

    public static string ReferenceValue(string alias, string param, string type, ResourceKey value, SqlParts parts) =>
        $"{alias}.target_id = {parts.Add("target", IndexText.Clip(value.Id))}"
        + $" and {alias}.target_type = {parts.Add("targetType", value.Type)}"
        + $" and {alias}.type = @type and {alias}.param = {parts.Add("param", IndexedAs(type, param))}";

    public static string TextValue(string alias, string param, StringValue value, SqlParts parts)
    {
        var folded = IndexText.Clip(SearchText.Fold(value.Text));
        var low = parts.Add("text", folded);
        return $"{alias}.type = @type and {alias}.param = {parts.Add("param", param)} and " + (value.Exact
            ? $"{alias}.value = {low}"
            : $"{alias}.value >= {low} and {alias}.value < {parts.Add("textEnd", folded + Last)}");
    }

    public static string OtherDateValue(string alias, string param, DateValue value, SqlParts parts) =>
        $"{alias}.type = @type and {alias}.param = {parts.Add("param", param)}"
        + $" and {Span($"{alias}.low", $"{alias}.high", value, parts)}";

    // The row's span is [low, high), the value's [v.Low, v.High): FHIR R4 search, §3.1.1.4.6.
    private static string Span(string low, string high, DateValue v, SqlParts parts)
    {
        var (from, to) = (parts.Add("low", v.Low), parts.Add("high", v.High));
        return v.Prefix switch
        {
            DatePrefix.Eq => $"({low} >= {from} and {low} < {to} and {high} <= {to})",
            DatePrefix.Ne => $"({low} < {from} or {high} > {to})",
            DatePrefix.Gt => $"{high} > {to}",
            DatePrefix.Lt => $"{low} < {from}",
            DatePrefix.Ge => $"({high} > {to} or {low} >= {from})",
            DatePrefix.Le => $"({low} < {to} and ({low} < {from} or {high} <= {to}))",
            DatePrefix.Sa => $"{low} >= {to}",
            DatePrefix.Eb => $"({low} < {from} and {high} <= {from})",
            _ => $"({low} < {to} and {high} > {from})",
        };
    }

    // lastUpdated is a point in time.
    private static string Moment(SearchPlace place, DateValue v, SqlParts parts)
    {
        var (at, from, to) = ($"{place.Resource}.last_updated", parts.Add("low", v.Low), parts.Add("high", v.High));
        return v.Prefix switch
        {
            DatePrefix.Eq or DatePrefix.Ap => $"({at} >= {from} and {at} < {to})",
            DatePrefix.Ne => $"({at} < {from} or {at} >= {to})",
            DatePrefix.Gt or DatePrefix.Sa => $"{at} >= {to}",
            DatePrefix.Lt or DatePrefix.Eb => $"{at} < {from}",
            DatePrefix.Ge => $"{at} >= {from}",
            _ => $"{at} < {to}",
        };
    }

    // With a code the row is found by its whole key; without one, among the few rows of the patient.
    private static string TokenRow(TokenCriterion criterion, TokenValue value, SearchPlace place, SqlParts parts) =>
        $"{TokenValue("x", criterion, value, parts)} and x.at = {place.Time} and x.id = d.id"
        + (value.Code is null ? $" and x.patient_id = {place.Resource}.patient_id" : "");

    private static string IndexedAs(string type, string param) =>
        SearchParameters.Find(type, param)?.IndexedAs ?? param;

    private static string Any<T>(IReadOnlyList<T> values, Func<T, string> condition) =>
        values.Count == 1 ? condition(values[0]) : $"({string.Join(" or ", values.Select(condition))})";

    private static string Exists(string from, string where) =>
        $"exists (select 1 from {from} where {where} limit 1 offset 0)";
}
