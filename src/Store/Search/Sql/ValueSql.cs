using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Tests of one value against one index row: the columns of its table, or those of a composite's
/// part.</summary>
/// <param name="Row">Alias of the row.</param>
/// <param name="Parts">For parameters.</param>
/// <param name="Composite">True: a row of <c>index_composite</c>.</param>
internal sealed record ValueSql(string Row, SqlParts Parts, bool Composite = false)
{
    /// <summary>Sorts after every text that begins so: the last character there is.</summary>
    public const string Last = "\U0010FFFF";

    /// <summary>Beginnings longer than this are compared so far: longer texts are kept shortened.</summary>
    private const int LongestStart = 180;

    private string System => Composite ? $"{Row}.a" : $"{Row}.system";

    private string Code => Composite ? $"{Row}.b" : $"{Row}.code";

    /// <summary>The table such values stand in.</summary>
    public static string TableOf(SearchValue value, string rows) => value switch
    {
        TokenValue or TokenSet => rows == "identifier" ? "index_identifier" : "index_token",
        ReferenceValue or UrlReferenceValue => "index_reference",
        DateValue => "index_date",
        NumberValue => "index_number",
        _ => "index_string",
    };

    /// <summary>The condition that the row meets one of the values.</summary>
    public string Any(IReadOnlyList<SearchValue> values)
    {
        var all = values.Select(Of).ToList();
        return all.Count == 1 ? all[0] : $"({string.Join(" or ", all)})";
    }

    /// <summary>The condition that the row meets the value.</summary>
    public string Of(SearchValue value) => value switch
    {
        TokenValue v => Token(v),
        TokenSet v => $"({Code} = any({Parts.Add("codes", v.Codes.Select(IndexText.Clip).ToArray())})"
            + (v.System is null ? ")" : $" and {System} = {Parts.Add("system", IndexText.Clip(v.System))})"),
        ReferenceValue v => Reference(v),
        UrlReferenceValue v => Url(v),
        DateValue v => Composite ? Micros(v) : Span($"{Row}.low", $"{Row}.high", v, Parts),
        NumberValue v => Number(v),
        TextValue v => Text(v),
        UriValue v => Uri(v),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, "No test for it."),
    };

    /// <summary>The row's span is [low, high), the value's [v.Low, v.High): FHIR R4 search, §3.1.1.4.6.</summary>
    public static string Span(string low, string high, DateValue v, SqlParts parts) =>
        Span(low, high, parts.Add("low", v.Low), parts.Add("high", v.High), v.Prefix);

    /// <summary>A point in time.</summary>
    public static string Moment(string at, DateValue v, SqlParts parts)
    {
        var (from, to) = (parts.Add("low", v.Low), parts.Add("high", v.High));
        return v.Prefix switch
        {
            SearchPrefix.Eq or SearchPrefix.Ap => $"({at} >= {from} and {at} < {to})",
            SearchPrefix.Ne => $"({at} < {from} or {at} >= {to})",
            SearchPrefix.Gt or SearchPrefix.Sa => $"{at} >= {to}",
            SearchPrefix.Lt or SearchPrefix.Eb => $"{at} < {from}",
            SearchPrefix.Ge => $"{at} >= {from}",
            _ => $"{at} < {to}",
        };
    }

    private static string Span(string low, string high, string from, string to, SearchPrefix prefix) => prefix switch
    {
        SearchPrefix.Eq => $"({low} >= {from} and {low} < {to} and {high} <= {to})",
        SearchPrefix.Ne => $"({low} < {from} or {high} > {to})",
        SearchPrefix.Gt => $"{high} > {to}",
        SearchPrefix.Lt => $"{low} < {from}",
        SearchPrefix.Ge => $"({high} > {to} or {low} >= {from})",
        SearchPrefix.Le => $"({low} < {to} and ({low} < {from} or {high} <= {to}))",
        SearchPrefix.Sa => $"{low} >= {to}",
        SearchPrefix.Eb => $"({low} < {from} and {high} <= {from})",
        _ => $"({low} < {to} and {high} > {from})",
    };

    // A composite keeps its date as two numbers.
    private string Micros(DateValue v) => Span(
        $"{Row}.low", $"{Row}.high", Parts.Add("low", (double)v.Low.Microseconds()),
        Parts.Add("high", (double)v.High.Microseconds()), v.Prefix);

    private string Token(TokenValue v)
    {
        var code = v.Code is null ? null : $"{Code} = {Parts.Add("code", IndexText.Clip(v.Code))}";
        var system = v.System is null ? null : $"{System} = {Parts.Add("system", IndexText.Clip(v.System))}";
        return code is null ? system! : system is null ? code : $"({code} and {system})";
    }

    private string Reference(ReferenceValue v)
    {
        var (type, id) = Composite ? ($"{Row}.a", $"{Row}.b") : ($"{Row}.target_type", $"{Row}.target_id");
        var ids = v.Ids.Count == 1
            ? $"= {Parts.Add("target", IndexText.Clip(v.Ids[0]))}"
            : $"= any({Parts.Add("targets", v.Ids.Select(IndexText.Clip).ToArray())})";
        return v.Type == ReferenceValue.AnyType
            ? $"({id} {ids} and {type} <> '')"
            : $"({id} {ids} and {type} = {Parts.Name(v.Type)})";
    }

    // A canonical is asked for with or without its version; what is stored may name one.
    private string Url(UrlReferenceValue v)
    {
        var (type, id) = Composite ? ($"{Row}.a", $"{Row}.b") : ($"{Row}.target_type", $"{Row}.target_id");
        var url = IndexText.Clip(v.Url);
        var plain = $"{id} = {Parts.Add("target", url)}";
        var versioned = v.Url.Contains('|', StringComparison.Ordinal) ? ""
            : $" or ({id} >= {Parts.Add("versions", url + "|")}"
                + $" and {id} < {Parts.Add("versionsEnd", url + "|" + Last)})";
        return $"(({plain}{versioned}) and {type} = '')";
    }

    private string Number(NumberValue v)
    {
        var (low, high) = ($"{Row}.low", $"{Row}.high");
        string Value() => Parts.Add("value", v.Value);
        var test = v.Prefix switch
        {
            SearchPrefix.Eq => $"{low} >= {Parts.Add("from", v.Low)} and {high} < {Parts.Add("to", v.High)}",
            SearchPrefix.Ne => $"not ({low} >= {Parts.Add("from", v.Low)} and {high} < {Parts.Add("to", v.High)})",
            SearchPrefix.Gt => $"{high} > {Value()}",
            SearchPrefix.Lt => $"{low} < {Value()}",
            SearchPrefix.Ge => $"{high} >= {Value()}",
            SearchPrefix.Le => $"{low} <= {Value()}",
            SearchPrefix.Sa => $"{low} > {Value()}",
            SearchPrefix.Eb => $"{high} < {Value()}",
            _ => $"{low} <= {Parts.Add("to", v.High)} and {high} >= {Parts.Add("from", v.Low)}",
        };
        var system = v.System is null ? "" : $" and {System} = {Parts.Add("system", IndexText.Clip(v.System))}";
        var code = v.Code is null ? "" : $" and {Code} = {Parts.Add("unit", IndexText.Clip(v.Code))}";
        return $"({test}{system}{code})";
    }

    private string Text(TextValue v)
    {
        var (value, exact) = Composite ? ($"{Row}.a", $"{Row}.b") : ($"{Row}.value", $"{Row}.exact");
        var folded = SearchText.Fold(v.Text);
        return v.Match switch
        {
            TextMatch.Exact => $"({value} = {Parts.Add("text", IndexText.Clip(folded))} and {exact} = {Parts.Add("exact", IndexText.Clip(v.Text))})",
            TextMatch.Contains => $"strpos({value}, {Parts.Add("text", IndexText.Plain(folded))}) > 0",
            // A name may be typed with blanks that the index does not have: Zhang San, 张 三.
            _ => $"({string.Join(" or ", SearchText.NameQuery(v.Text).Select(t => Starts(value, t)))})",
        };
    }

    /// <summary>A column begins with a text.</summary>
    public string Starts(string column, string text)
    {
        var start = IndexText.Begin(text, LongestStart);
        return $"({column} >= {Parts.Add("text", start)} and {column} < {Parts.Add("textEnd", start + Last)})";
    }

    private string Uri(UriValue v)
    {
        var column = Composite ? $"{Row}.a" : $"{Row}.value";
        var equal = $"{column} = {Parts.Add("uri", IndexText.Clip(v.Uri))}";
        return v.Match switch
        {
            UriMatch.Below => $"({equal} or {Starts(column, v.Uri.TrimEnd('/') + "/")})",
            UriMatch.Above => $"{column} = any({Parts.Add("uris", Above(v.Uri).Select(IndexText.Clip).ToArray())})",
            _ => equal,
        };
    }

    // http://a/b/c lies below http://a/b/ and http://a/b, http://a/ and http://a.
    private static IEnumerable<string> Above(string uri)
    {
        yield return uri;
        var root = uri.IndexOf("://", StringComparison.Ordinal) is var at && at < 0 ? 0 : at + 3;
        for (var slash = uri.LastIndexOf('/'); slash > root; slash = uri.LastIndexOf('/', slash - 1))
        {
            yield return uri[..slash];
            yield return uri[..(slash + 1)];
        }
    }
}
