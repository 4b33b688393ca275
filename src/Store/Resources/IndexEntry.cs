using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Which index table a row stands in; the letter is how <c>resource.index_rows</c> writes it.</summary>
internal enum IndexKind
{
    Token = 't',
    Identifier = 'i',
    Reference = 'r',
    Date = 'd',
    Text = 's',
}

/// <summary>One index row of a resource. A: system, target type, low, folded text. B: code, value, target id,
/// high.</summary>
internal readonly record struct IndexEntry(IndexKind Kind, string Param, string A, string B)
{
    private const char Cell = '\t';
    private const char Line = '\n';

    /// <summary>All rows as the text kept beside the resource.</summary>
    public static string Write(IEnumerable<IndexEntry> entries) =>
        string.Join(Line, entries.Select(e => $"{(char)e.Kind}{Cell}{e.Param}{Cell}{e.A}{Cell}{e.B}"));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static IReadOnlyList<IndexEntry> Read(string text) =>
        text.Length == 0 ? [] : [.. text.Split(Line).Select(ReadOne)];

    /// <summary>The instant in A or B of a date row.</summary>
    public static DateTimeOffset Instant(string cell) =>
        SqlValues.FromMicroseconds(long.Parse(cell, CultureInfo.InvariantCulture));

    private static IndexEntry ReadOne(string line)
    {
        var cells = line.Split(Cell);
        return new((IndexKind)cells[0][0], cells[1], cells[2], cells[3]);
    }
}

/// <summary>What is searched for in a resource: its time, its patient, and the rows of the index tables.</summary>
/// <param name="PatientId">Patient whose record it belongs to; empty: none.</param>
/// <param name="At">Start of its own time, else the time of the event.</param>
/// <param name="Until">First instant after its own time; equal to <paramref name="At"/> when it has none.</param>
/// <param name="Entries">Rows of the index tables, each once.</param>
internal sealed record ResourceIndex(
    string PatientId, DateTimeOffset At, DateTimeOffset Until, IReadOnlyList<IndexEntry> Entries)
{
    /// <summary>Times longer than this have an index of their own (see DateFilter).</summary>
    public static readonly TimeSpan Long = TimeSpan.FromDays(1);

    /// <summary>True when the time spans more than a day.</summary>
    public bool Spans => Until - At > Long;

    /// <summary>Reads the rows of a resource about to be stored.</summary>
    public static ResourceIndex Of(ResourceWrite write, Resource resource)
    {
        var (time, compartment) = (SearchColumns.TimeOf(write.Type), SearchColumns.CompartmentOf(write.Type));
        var (patient, at, until) = (write.PatientId, write.EventAt, write.EventAt);
        var entries = new HashSet<IndexEntry>();
        foreach (var row in SearchIndex.Rows(resource))
        {
            if (row is DateRow own && own.Parameter == time)
                (at, until) = (own.Start, own.End);
            else if (row is ReferenceRow { Type: "Patient" } who && who.Parameter == compartment
                && (patient ??= who.Id) == who.Id)
                continue; // resource.patient_id says it
            else
                entries.Add(EntryOf(row));
        }

        return new(patient ?? "", Whole(at), Whole(until), [.. entries]);
    }

    private static IndexEntry EntryOf(IndexRow row) => row switch
    {
        TokenRow { Parameter: "identifier" } r =>
            new(IndexKind.Identifier, r.Parameter, IndexText.Clip(r.System), IndexText.Clip(r.Code)),
        TokenRow r => new(IndexKind.Token, r.Parameter, IndexText.Clip(r.System), IndexText.Clip(r.Code)),
        ReferenceRow r => new(IndexKind.Reference, r.Parameter, r.Type, IndexText.Clip(r.Id)),
        DateRow r => new(IndexKind.Date, r.Parameter, Cell(r.Start), Cell(r.End)),
        StringRow r => new(IndexKind.Text, r.Parameter, IndexText.Clip(r.Value), ""),
        _ => throw new ArgumentOutOfRangeException(nameof(row), row.GetType().Name, "Give the new row a table."),
    };

    private static string Cell(DateTimeOffset instant) =>
        instant.Microseconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Whole(DateTimeOffset instant) => SqlValues.FromMicroseconds(instant.Microseconds());
}
