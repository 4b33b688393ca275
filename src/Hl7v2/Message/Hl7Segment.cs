namespace IntegrationHub.Hl7v2;

/// <summary>One segment of a message. Fields are 1-based; in MSH, MSH-1 is the field separator itself.</summary>
public sealed class Hl7Segment
{
    /// <summary>Name given to a line that does not begin with a segment name; its text is field 1.</summary>
    public const string NoSegment = "???";

    private readonly int fieldsAt;
    private readonly int separatorCount;

    internal Hl7Segment(Hl7Message message, string name, int position, int start, int end, int fieldsAt, int count)
    {
        (Message, Name, Position) = (message, name, position);
        (Start, End, this.fieldsAt, separatorCount) = (start, end, fieldsAt, count);
    }

    /// <summary>Three letters or digits, e.g. <c>OBX</c>, <c>ZPD</c>; <see cref="NoSegment"/> for a line without a
    /// name.</summary>
    public string Name { get; }

    /// <summary>1-based among all segments of the message.</summary>
    public int Position { get; }

    /// <summary>1-based among the segments of the same name.</summary>
    public int Occurrence => Message.OccurrenceOf(this);

    /// <summary>Number of the last field written, empty ones included.</summary>
    public int FieldCount => IsHeader ? separatorCount + 1 : separatorCount;

    /// <summary>The segment as it was sent, without its terminator. Reading it counts as reading all of it.</summary>
    public string Raw
    {
        get
        {
            Message.ReadLog?.Mark(Start, End);
            return Message.Text[Start..End];
        }
    }

    /// <summary>The field with this 1-based number; absent beyond the last one.</summary>
    public Hl7Value this[int field] => Field(field);

    internal Hl7Message Message { get; }

    internal int Start { get; }

    internal int End { get; }

    /// <summary>MSH, FHS and BHS: their first field is the separator, their second must not be split.</summary>
    internal bool IsHeader => Name is "MSH" or "FHS" or "BHS";

    private Hl7Value Field(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        if (IsHeader)
        {
            if (number == 1)
                return new(this, Start + 3, Math.Min(Start + 4, End), ValueLevel.Literal, 1);
            if (number <= separatorCount + 1)
                return Slice(number, number - 2, number == 2 ? ValueLevel.Literal : ValueLevel.Field);
        }
        else if (number <= separatorCount)
        {
            return Slice(number, number - 1, ValueLevel.Field);
        }
        return new(this, End, End, ValueLevel.Field, number);
    }

    private Hl7Value Slice(int number, int index, ValueLevel level)
    {
        var starts = Message.FieldStarts;
        var end = index + 1 < separatorCount ? starts[fieldsAt + index + 1] - 1 : End;
        return new(this, starts[fieldsAt + index], end, level, number);
    }
}
