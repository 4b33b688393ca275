using System.Collections;
using System.Globalization;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>One row: which field it writes, from which element.</summary>
/// <param name="Path">E.g. <c>OBX-3</c>.</param>
/// <param name="Element">E.g. <c>code</c>.</param>
/// <param name="Write">Writes the field; writes nothing when the element is empty.</param>
internal sealed record SegmentRow<T>(string Path, string Element, Action<FieldWriter, T> Write)
{
    /// <summary>Number of the field.</summary>
    public int Field { get; } = int.Parse(Path.AsSpan(4), CultureInfo.InvariantCulture);
}

/// <summary>The rows of one segment in its order: <c>{ "OBX-3", "code", (f, o) => f.Concept(o.Code) }</c>.</summary>
/// <param name="segment">Segment name; every row begins with it.</param>
/// <param name="source">The table of the HL7 v2-to-FHIR guide the rows follow backwards.</param>
internal sealed class SegmentRows<T>(string segment, string source) : IEnumerable<SegmentRow<T>>
{
    private readonly List<SegmentRow<T>> rows = [];

    public string Source => source;

    public void Add(string path, string element, Action<FieldWriter, T> write)
    {
        if (!path.StartsWith(segment + "-", StringComparison.Ordinal))
            throw new ArgumentException($"Row {path} does not belong to {segment}.", nameof(path));
        rows.Add(new(path, element, write));
    }

    /// <summary>Appends the segment.</summary>
    public void Write(Draft draft, T from) => Write(draft, from, draft.Message.Add(segment));

    /// <summary>Fills a segment that is there already (MSH).</summary>
    public void Write(Draft draft, T from, Hl7SegmentBuilder into)
    {
        foreach (var row in rows)
            row.Write(new(draft, into, row.Field), from);
    }

    /// <inheritdoc />
    public IEnumerator<SegmentRow<T>> GetEnumerator() => rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
