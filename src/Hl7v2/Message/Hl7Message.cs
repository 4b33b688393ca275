using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>
/// One HL7 v2 message of any version: an index over the text it was parsed from. Lossless: <see cref="Text"/> is
/// what was given, and every value is a slice of it. Safe to read from several threads while <see cref="ReadLog"/>
/// is null.
/// </summary>
public sealed class Hl7Message
{
    private readonly List<Hl7Segment> segments;
    private Dictionary<string, List<Hl7Segment>>? byName;

    private Hl7Message(string text, int start, Hl7Separators separators, Hl7Limits limits)
    {
        (Text, Separators) = (text, separators);
        (segments, FieldStarts, Violations) = new SegmentIndexer(this, limits).Index(start);
        Header = new(this);
    }

    /// <summary>Exactly as given.</summary>
    public string Text { get; }

    /// <summary>From MSH-1 and MSH-2.</summary>
    public Hl7Separators Separators { get; }

    /// <summary>The MSH segment by name.</summary>
    public Hl7Header Header { get; }

    /// <summary>All segments in order; lines without a segment name included
    /// (<see cref="Hl7Segment.NoSegment"/>).</summary>
    public IReadOnlyList<Hl7Segment> Segments => segments;

    /// <summary>When set, every read value is remembered here (loss accounting).</summary>
    public ReadLog? ReadLog { get; set; }

    /// <summary>The value at this path; absent when the message has no such place.</summary>
    public Hl7Value this[Hl7Path path] => path.In(this);

    /// <summary>The value at this path; the text of the path is part of the program, so a malformed one
    /// throws.</summary>
    public Hl7Value this[string path] => Hl7Path.Parse(path).In(this);

    internal int[] FieldStarts { get; }

    private IReadOnlyList<HubError> Violations { get; }

    /// <summary>
    /// Indexes a message that was decoded to text; takes segments ended by <c>\r</c>, <c>\n</c> or both, a byte
    /// order mark and blank lines before MSH, unknown segments and truncated ends.
    /// </summary>
    /// <returns>The message; or <see cref="HubErrorCode.Unreadable"/> without a usable MSH or with a second one,
    /// or every <see cref="HubErrorCode.LimitExceeded"/>.</returns>
    /// <remarks>Source: HL7 v2.8.2 chapter 2. Never throws on any text; linear in its length.</remarks>
    public static Result<Hl7Message> Parse(string text) => Parse(text, Hl7Limits.Default);

    /// <summary><see cref="Parse(string)"/> with other limits.</summary>
    public static Result<Hl7Message> Parse(string text, Hl7Limits limits)
    {
        var parsed = ParseFrom(text, "MSH", limits);
        return parsed.IsOk && parsed.Value.SecondHeader() is { } second ? second : parsed;
    }

    /// <summary>Reads MSH alone, so that a message refused by <see cref="Parse(string)"/> can still be
    /// answered.</summary>
    public static Result<Hl7Message> ParseHeader(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = StartOf(text);
        var end = text.AsSpan(start).IndexOfAny('\r', '\n');
        return ParseFrom(end < 0 ? text : text[..(start + end)], "MSH", Hl7Limits.Default);
    }

    /// <summary>The first segment of this name, or null.</summary>
    public Hl7Segment? First(string name)
    {
        foreach (var segment in segments)
        {
            if (segment.Name == name)
                return segment;
        }
        return null;
    }

    /// <summary>All segments of this name, in order.</summary>
    public IReadOnlyList<Hl7Segment> All(string name) => ByName.TryGetValue(name, out var found) ? found : [];

    /// <summary>
    /// Non-empty leaves nobody has read since <see cref="ReadLog"/> was set, MSH-1 and MSH-2 excluded; empty when it
    /// is null.
    /// </summary>
    public IReadOnlyList<Hl7Path> Unread() => ReadLog is null ? [] : Leaves.Unread(this, ReadLog);

    /// <summary><see cref="Text"/>.</summary>
    public override string ToString() => Text;

    internal int OccurrenceOf(Hl7Segment segment)
    {
        var same = ByName[segment.Name];
        var (low, high) = (0, same.Count - 1);
        while (low < high) // positions ascend
        {
            var middle = (low + high) / 2;
            if (same[middle].Position < segment.Position)
                low = middle + 1;
            else
                high = middle;
        }
        return low + 1;
    }

    /// <summary>Indexes text whose first segment is a header segment of this name: MSH, FHS or BHS.</summary>
    internal static Result<Hl7Message> ParseFrom(string text, string header, Hl7Limits limits)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = StartOf(text);
        var from = text.AsSpan(start);
        if (!from.StartsWith(header, StringComparison.Ordinal))
            return new HubError(HubErrorCode.Unreadable, from.StartsWith("FHS") || from.StartsWith("BHS")
                ? "This is a batch; one message beginning with MSH was expected."
                : $"The text does not begin with {header}: it is no HL7 v2 message.");
        if (Hl7Separators.Read(from, out var separators) is { } problem)
            return new HubError(HubErrorCode.Unreadable, $"The {header} segment {problem}.", $"{header}-2");
        var message = new Hl7Message(text, start, separators, limits);
        return message.Violations.Count > 0 ? Result<Hl7Message>.Failed(message.Violations) : message;
    }

    private Dictionary<string, List<Hl7Segment>> ByName
    {
        get
        {
            if (byName is { } known)
                return known;
            var made = new Dictionary<string, List<Hl7Segment>>(16);
            foreach (var segment in segments)
            {
                if (!made.TryGetValue(segment.Name, out var same))
                    made.Add(segment.Name, same = []);
                same.Add(segment);
            }
            return byName = made;
        }
    }

    private HubError? SecondHeader()
    {
        for (var i = 1; i < segments.Count; i++)
        {
            if (segments[i].IsHeader)
            {
                var text = $"A second message begins at segment {i + 1}; send one message in a frame.";
                return new(HubErrorCode.Unreadable, text);
            }
        }
        return null;
    }

    private static int StartOf(string text)
    {
        var start = 0;
        while (start < text.Length && (text[start] == '\uFEFF' || char.IsWhiteSpace(text[start])))
            start++;
        return start;
    }
}
