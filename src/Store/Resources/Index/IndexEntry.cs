using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Which index table a row stands in.</summary>
internal enum IndexKind
{
    Token,
    Identifier,
    Reference,
    Date,
    Text,
    Suffix,
    Number,
    Composite,
}

/// <summary>One row of an index table; a change compares old and new rows by value.</summary>
/// <param name="Kind">The table.</param>
/// <param name="Param">Name under which it is found.</param>
/// <param name="A">System, target type, folded text, suffix.</param>
/// <param name="B">Code, identifier value, target id, text as sent.</param>
internal readonly record struct IndexEntry(IndexKind Kind, string Param, string A, string B)
{
    /// <summary>Token and reference: the resource's time. Date: its start. Microseconds.</summary>
    public long From { get; init; }

    /// <summary>Date: its end. Microseconds.</summary>
    public long To { get; init; }

    /// <summary>Number: the value, or where its range begins. A composite's date stands here in microseconds.</summary>
    public double Low { get; init; }

    /// <summary>Number: the end of its range.</summary>
    public double High { get; init; }

    /// <summary>Composite: which element both parts stand in.</summary>
    public int Element { get; init; }

    /// <summary>Composite: which component, from 1.</summary>
    public int Part { get; init; }

    /// <summary>Token: patient whose record the resource belongs to; empty for the others.</summary>
    public string Patient { get; init; } = "";

    /// <summary>A date that lasts longer than a day (see <see cref="ResourceIndex.Long"/>).</summary>
    public bool Spans => To - From > ResourceIndex.Long.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The row as it stands in its table.</summary>
    public static IndexEntry Of(IndexRow row) => row switch
    {
        TokenRow { Parameter: "identifier" } r =>
            new(IndexKind.Identifier, r.Parameter, IndexText.Clip(r.System), IndexText.Clip(r.Code)),
        TokenRow r => new(IndexKind.Token, r.Parameter, IndexText.Clip(r.System), IndexText.Clip(r.Code)),
        ReferenceRow r => new(IndexKind.Reference, r.Parameter, r.Type, IndexText.Clip(r.Id)),
        DateRow r => new(IndexKind.Date, r.Parameter, "", "")
        {
            From = r.Start.Microseconds(),
            To = r.End.Microseconds(),
        },
        StringRow r => new(IndexKind.Text, r.Parameter, IndexText.Clip(r.Value), IndexText.Clip(r.Exact ?? "")),
        UriRow r => new(IndexKind.Text, r.Parameter, IndexText.Clip(r.Value), ""),
        NumberRow r => new(IndexKind.Number, r.Parameter, IndexText.Clip(r.System), IndexText.Clip(r.Code))
        {
            Low = r.Low,
            High = r.High,
        },
        CompositeRow r => PartOf(r),
        _ => throw new ArgumentOutOfRangeException(nameof(row), row.GetType().Name, "Give the new row a table."),
    };

    // A composite's parts share one table, whatever they are: a date becomes two numbers.
    private static IndexEntry PartOf(CompositeRow row)
    {
        var value = Of(row.Value);
        var date = value.Kind == IndexKind.Date;
        return new(IndexKind.Composite, row.Parameter, value.A, value.B)
        {
            Element = row.Element,
            Part = row.Part,
            Low = date ? value.From : value.Low,
            High = date ? value.To : value.High,
        };
    }
}
