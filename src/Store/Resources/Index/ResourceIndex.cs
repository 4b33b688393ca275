using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>What is searched for in a resource: its time, its patient, the rows of the index tables, its
/// words.</summary>
/// <param name="PatientId">Patient whose record it belongs to; empty: none.</param>
/// <param name="At">Start of its own time, else the time of the event.</param>
/// <param name="Until">First instant after its own time; equal to <paramref name="At"/> when it has none.</param>
/// <param name="Entries">Rows of the index tables, each once.</param>
/// <param name="Words">For <c>_text</c> and <c>_content</c>: distinct, sorted, parted by blanks.</param>
internal sealed record ResourceIndex(
    string PatientId, DateTimeOffset At, DateTimeOffset Until, IReadOnlyList<IndexEntry> Entries, string Words)
{
    /// <summary>Times longer than this have an index of their own (see DateWindow).</summary>
    public static readonly TimeSpan Long = TimeSpan.FromDays(1);

    /// <summary>True when the time spans more than a day.</summary>
    public bool Spans => Until - At > Long;

    /// <summary>Reads the rows of a resource about to be stored.</summary>
    public static ResourceIndex Of(ResourceWrite write, Resource resource) =>
        Of(write.Type, resource, write.PatientId, write.EventAt);

    /// <summary>Reads the rows of a resource.</summary>
    public static ResourceIndex Of(string type, Resource resource, string? patient, DateTimeOffset eventAt)
    {
        var (time, compartment) = (SearchColumns.TimeOf(type), SearchColumns.CompartmentOf(type));
        var (at, until, timed) = (eventAt, eventAt, false);
        var entries = new HashSet<IndexEntry>();
        foreach (var row in SearchIndex.Rows(resource))
        {
            if (row is DateRow own && own.Parameter == time)
                (at, until, timed) = timed
                    ? (own.Start < at ? own.Start : at, own.End > until ? own.End : until, true)
                    : (own.Start, own.End, true);
            else if (row is ReferenceRow { Type: "Patient" } who && who.Parameter == compartment)
                patient = who.Id; // there is no second one (SearchColumns)
            else
                Add(row, entries);
        }

        entries.UnionWith(IdentifierTypes.Of(resource).Select(IndexEntry.Of));
        patient ??= OnlyPatient(type, entries);
        return Placed(patient ?? "", Whole(at), Whole(until), entries, SearchWords.Of(resource));
    }

    // An appointment, a communication … may be about several patients; about one, it is in that record.
    private static string? OnlyPatient(string type, HashSet<IndexEntry> entries)
    {
        if (type == "Patient")
            return null; // its links lead to other people's records
        var rows = Compartments.RowsOf("Patient", type);
        var found = entries.Where(e => e is { Kind: IndexKind.Reference, A: "Patient" } && rows.Contains(e.Param))
            .Select(e => e.B).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    private static ResourceIndex Placed(
        string patient, DateTimeOffset at, DateTimeOffset until, HashSet<IndexEntry> entries, string words)
    {
        var from = at.Microseconds();
        return new(patient, at, until, [.. entries.Select(e => e.Kind switch
        {
            IndexKind.Token => e with { From = from, Patient = patient },
            IndexKind.Reference => e with { From = from },
            _ => e,
        })], words);
    }

    private static void Add(IndexRow row, HashSet<IndexEntry> entries)
    {
        entries.Add(IndexEntry.Of(row));
        if (row is StringRow { Exact: not null } text && !text.Parameter.Contains(':', StringComparison.Ordinal))
            entries.UnionWith(Suffixes.Of(text.Value).Select(s => new IndexEntry(
                IndexKind.Suffix, text.Parameter, s, "")));
    }

    private static DateTimeOffset Whole(DateTimeOffset instant) => SqlValues.FromMicroseconds(instant.Microseconds());
}
