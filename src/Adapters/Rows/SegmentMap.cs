using System.Collections;
using Hl7.Fhir.Model;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>
/// The rows of one segment onto one target, in the order of the segment; written as a collection expression:
/// <c>{ "OBX-3", "code", Required, (o, f) => o.Code = f.Concept() }</c>.
/// </summary>
/// <param name="segment">Segment name; every row must begin with it.</param>
/// <param name="source">Which table of the HL7 v2-to-FHIR guide the rows follow.</param>
internal sealed class SegmentMap<T>(string segment, string source) : IEnumerable<MapRow>
    where T : class
{
    private readonly List<MapRow<T>> rows = [];
    private readonly List<(MapRow Row, string Why)> ignored = [];

    public string Segment => segment;

    public string Source => source;

    public void Add(string path, string element, Presence presence, Action<T, FieldReader> write)
    {
        Check(path);
        rows.Add(new(path, element, presence, write));
    }

    public void Add(IgnoredField field)
    {
        Check(field.Path);
        ignored.Add((new(field.Path, "", Presence.Optional), field.Why));
    }

    /// <summary>Runs every row; problems go to <paramref name="scope"/>.</summary>
    /// <param name="from">The segment.</param>
    /// <param name="target">What the rows write into.</param>
    /// <param name="scope">The conversion.</param>
    /// <param name="label">Name of a target that is no resource, for the explanation.</param>
    public void Read(Hl7Segment from, T target, Scope scope, string? label = null)
    {
        foreach (var row in rows)
        {
            var value = row.In(from);
            if (value.HasContent)
                Write(row, from, value, target, scope, label);
            else if (row.Presence == Presence.Required)
                scope.Missing(value, row.Element);
            else
                value.MarkRead(); // "" asks to delete: the element is left out, which does
        }

        foreach (var (row, why) in ignored)
            Ignore(row, why, row.In(from), scope);
    }

    /// <summary>The rows as data.</summary>
    public IEnumerable<MapTableRow> Describe() => rows
        .Select(r => new MapTableRow(r.Path, r.Element, r.Presence == Presence.Required, null))
        .Concat(ignored.Select(i => new MapTableRow(i.Row.Path, null, false, i.Why)));

    /// <inheritdoc />
    public IEnumerator<MapRow> GetEnumerator() => rows.Concat(ignored.Select(i => i.Row)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Write(MapRow<T> row, Hl7Segment from, Hl7Value value, T target, Scope scope, string? label)
    {
        row.Write(target, new FieldReader(scope, row, from, value));
        if (!scope.Context.Explain)
            return;
        label ??= target is Resource resource ? scope.Draft.LabelOf(resource) : typeof(T).Name;
        scope.Step(new(value.Path.ToString(), $"{row.Path} ({source})", $"{label}.{row.Element}"));
    }

    private void Ignore(MapRow row, string why, Hl7Value value, Scope scope)
    {
        if (value.IsAbsent)
            return;
        value.MarkRead();
        if (scope.Context.Explain)
            scope.Step(new(value.Path.ToString(), $"{row.Path} ({source})", $"ignored: {why}"));
    }

    private void Check(string path)
    {
        if (!path.StartsWith(segment + "-", StringComparison.Ordinal))
            throw new ArgumentException($"Row {path} does not belong to {segment}.", nameof(path));
    }
}

/// <summary>Words for rows; maps write <c>using static</c>.</summary>
internal static class Row
{
    public const Presence Required = Presence.Required;
    public const Presence Optional = Presence.Optional;

    /// <summary>A field left out on purpose, and why.</summary>
    public static IgnoredField Ignore(string path, string why) => new(path, why);
}
