using System.Buffers;
using System.Collections.Frozen;
using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>One pass over the text: where segments begin and end, and where each field begins.</summary>
internal sealed class SegmentIndexer(Hl7Message message, Hl7Limits limits)
{
    private const int MostErrors = 20;

    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        "MSH", "PID", "PD1", "PV1", "PV2", "OBR", "OBX", "ORC", "NTE", "SPM", "SAC", "TQ1", "TQ2", "EVN", "NK1", "AL1",
        "DG1", "PR1", "IN1", "IN2", "GT1", "MRG", "SCH", "RGS", "AIS", "AIG", "AIL", "AIP", "RF1", "PRD", "CTD", "AUT",
        "TXA", "MSA", "ERR", "SFT", "UAC", "ROL", "DSC", "FHS", "BHS", "BTS", "FTS", "CTI", "FT1", "RXA", "RXO", "RXE");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known =
        Names.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly string text = message.Text;
    private readonly char separator = message.Separators.Field;
    private readonly List<Hl7Segment> segments = [];
    private readonly List<HubError> errors = [];
    private int[] fields = ArrayPool<int>.Shared.Rent(1024);
    private int fieldCount;
    private bool endsWithReturn; // segments end with \r, so a lone \n may stand inside a value
    private bool stopped;
    private int begin;
    private int fieldsAt;
    private string? name; // of the segment being read; null between two
    private bool overflowed; // it has too many fields

    public (List<Hl7Segment> Segments, int[] FieldStarts, IReadOnlyList<HubError> Errors) Index(int start)
    {
        begin = start;
        var scan = new SeparatorScan(text, start, separator);
        for (var at = scan.Next(); at >= 0 && !stopped; at = scan.Next())
        {
            if (text[at] == separator)
                AddFieldAfter(at);
            else if (at == begin)
                begin++; // a blank line, or the second half of \r\n
            else if (text[at] == '\r' || !IsInsideValue(at))
                Close(at);
        }
        if (begin < text.Length && !stopped)
            Close(text.Length);
        var starts = fields.AsSpan(0, fieldCount).ToArray();
        ArrayPool<int>.Shared.Return(fields);
        return (segments, starts, errors);
    }

    private void Open()
    {
        if (name is not null)
            return;
        fieldsAt = fieldCount;
        name = BeginsSegment(begin) ? NameAt(begin) : Hl7Segment.NoSegment;
        if (name == Hl7Segment.NoSegment)
            AddField(begin);
    }

    private void AddFieldAfter(int at)
    {
        Open();
        if (fieldCount - fieldsAt < limits.Fields)
        {
            AddField(at + 1);
            return;
        }
        if (!overflowed)
            Refuse(HubError.LimitExceeded($"The number of fields of segment {segments.Count + 1}", limits.Fields));
        overflowed = true;
    }

    private void Close(int end)
    {
        Open();
        if (segments.Count == limits.Segments)
        {
            Refuse(HubError.LimitExceeded("The number of segments of a message", limits.Segments));
            stopped = true;
            return;
        }
        if (segments.Count == 0)
            endsWithReturn = end < text.Length && text[end] == '\r';
        segments.Add(new(message, name!, segments.Count + 1, begin, end, fieldsAt, fieldCount - fieldsAt));
        if (end - begin > Math.Min(limits.Repetitions, limits.FieldLength))
            CheckLengths(segments[^1]);
        (begin, name, overflowed) = (end + 1, null, false);
    }

    // A lone line feed in a message whose segments end with \r is data, unless a segment begins behind it.
    private bool IsInsideValue(int lineFeed) =>
        endsWithReturn && lineFeed + 1 < text.Length && text[lineFeed + 1] is not ('\r' or '\n')
        && !BeginsSegment(lineFeed + 1);

    private bool BeginsSegment(int at)
    {
        if (at + 3 > text.Length || !char.IsAsciiLetter(text[at])
            || !char.IsAsciiLetterOrDigit(text[at + 1]) || !char.IsAsciiLetterOrDigit(text[at + 2]))
            return false;
        return at + 3 == text.Length || text[at + 3] == separator || text[at + 3] is '\r' or '\n';
    }

    private string NameAt(int begin)
    {
        var name = text.AsSpan(begin, 3);
        if (segments.Count > 0 && name.SequenceEqual(segments[^1].Name))
            return segments[^1].Name;
        return Known.TryGetValue(name, out var known) ? known : name.ToString();
    }

    private void AddField(int start)
    {
        if (fieldCount == fields.Length)
        {
            var larger = ArrayPool<int>.Shared.Rent(fieldCount * 2);
            fields.CopyTo(larger, 0);
            ArrayPool<int>.Shared.Return(fields);
            fields = larger;
        }
        fields[fieldCount++] = start;
    }

    private void CheckLengths(Hl7Segment segment)
    {
        var first = segments.Count == 1 ? 2 : 1; // the index is not finished: positions, not values
        var starts = fields.AsSpan(fieldCount - (segment.FieldCount - (first - 1)), segment.FieldCount - (first - 1));
        for (var i = 0; i < starts.Length && !stopped; i++)
        {
            var end = i + 1 < starts.Length ? starts[i + 1] - 1 : segment.End;
            CheckField(segment, i + first, starts[i], end);
        }
    }

    private void CheckField(Hl7Segment segment, int number, int start, int end)
    {
        var most = segment.Name == "OBX" && number == 5 ? limits.ObservationValueLength : limits.FieldLength;
        var repetition = message.Separators.Repetition;
        if (end - start > most)
            Refuse(HubError.LimitExceeded("The length of a field", most, Where(segment, number)));
        else if (end - start >= limits.Repetitions && repetition != '\0'
            && text.AsSpan(start, end - start).Count(repetition) >= limits.Repetitions)
            Refuse(HubError.LimitExceeded("The number of repetitions", limits.Repetitions, Where(segment, number)));
    }

    private void Refuse(HubError error)
    {
        errors.Add(error);
        stopped = errors.Count == MostErrors;
    }

    private string Where(Hl7Segment segment, int number) =>
        new Hl7Path(segment.Name, segments.Count(s => s.Name == segment.Name), number).ToString();
}
