using System.Runtime.InteropServices;
using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>Turns found elements into rows, each once: FHIR R4 search, §3.1.1.4, one file per kind of value.</summary>
internal sealed partial class RowWriter : IFindings
{
    /// <summary>Parameters with more rows than this look for repetitions by hash.</summary>
    private const int FewRows = 24;

    private static readonly RowNames Tag = new("_tag");
    private static readonly RowNames Security = new("_security");
    private static readonly RowNames Profile = new("_profile");
    private static readonly RowNames Source = new("_source");

    private readonly List<IndexRow> rows = new(32);
    private HashSet<IndexRow>? many;
    private RowNames name = Tag;
    private SearchParamType type;
    private IReadOnlyList<string> onlyTargets = [];
    private int start;
    private bool withText;

    public int Count => rows.Count;

    public IReadOnlyList<IndexRow> Rows => rows;

    public void Begin(RowNames parameter, SearchParamType kind, IReadOnlyList<string> targets)
    {
        (name, type, onlyTargets, start, many, withText) = (parameter, kind, targets, rows.Count, null, true);
    }

    public void BeginPart(RowNames parameter, SearchParamType kind)
    {
        Begin(parameter, kind, []);
        withText = false;
    }

    public void CutTo(int count) => rows.RemoveRange(count, rows.Count - count);

    public void Compose(int from, string parameter, int element, int part)
    {
        for (var i = from; i < rows.Count; i++)
            rows[i] = new CompositeRow(parameter, element, part, rows[i]);
    }

    /// <summary>Rows of <c>meta</c>; definitions of every type that the SDK does not list.</summary>
    public void Meta(Resource resource)
    {
        if (resource.Meta is not { } meta)
            return;
        Each(Tag, SearchParamType.Token, meta.Tag);
        Each(Security, SearchParamType.Token, meta.Security);
        Each(Profile, SearchParamType.Uri, meta.ProfileElement);
        if (meta.SourceElement is { } source)
            Each(Source, SearchParamType.Uri, [source]);
    }

    public void Found(Base value, Base parent)
    {
        switch (type)
        {
            case SearchParamType.Token: Token(value); break;
            case SearchParamType.Reference: Reference(value); break;
            case SearchParamType.Date: Date(value); break;
            case SearchParamType.String: Text(value, parent); break;
            case SearchParamType.Uri: Uri(value); break;
            case SearchParamType.Number: Number(value); break;
            case SearchParamType.Quantity: Quantity(value); break;
            case SearchParamType.Special: Position(value); break;
        }
    }

    private void Each(RowNames parameter, SearchParamType kind, IEnumerable<Base> values)
    {
        Begin(parameter, kind, []);
        foreach (var value in values)
            Found(value, value);
    }

    private void Date(Base value)
    {
        if (FhirDates.Span(value as DataType) is var (from, to))
            Add(new DateRow(name.Plain, from, to));
    }

    private void Uri(Base value)
    {
        if (Literal(value) is { Length: > 0 } uri)
            Add(new UriRow(name.Plain, uri));
    }

    private void Add(IndexRow row)
    {
        if (rows.Count - start < FewRows)
        {
            foreach (var other in CollectionsMarshal.AsSpan(rows)[start..])
            {
                if (other.Equals(row))
                    return;
            }
        }
        else
        {
            many ??= [.. rows.Skip(start)];
            if (!many.Add(row))
                return;
        }

        rows.Add(row);
    }

    /// <summary>The text of a primitive as it stands in JSON; null for everything else.</summary>
    private static string? Literal(Base value) => value switch
    {
        PrimitiveType { JsonValue: string text } => text,
        PrimitiveType { JsonValue: bool flag } => flag ? "true" : "false",
        PrimitiveType { JsonValue: not null } other => other.ToString(),
        _ => null,
    };
}
