using System.Text;
using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>
/// Writes a message, or edits one and leaves every character it was not told to change. Text is escaped on the way
/// in, so no value can end its field, segment or frame.
/// </summary>
public sealed class Hl7MessageBuilder
{
    private readonly string lead;
    private readonly List<Hl7SegmentBuilder> segments = [];

    /// <summary>A new message with the usual separators; holds MSH alone.</summary>
    public Hl7MessageBuilder()
        : this(Hl7Separators.Usual)
    {
    }

    /// <summary>A new message with these separators; holds MSH alone.</summary>
    /// <exception cref="ArgumentException">The separators are not <see cref="Hl7Separators.IsUsable"/>.</exception>
    public Hl7MessageBuilder(Hl7Separators separators)
    {
        if (!separators.IsUsable)
            throw new ArgumentException("The separators are no distinct ASCII punctuation.", nameof(separators));
        (Separators, lead) = (separators, "");
        segments.Add(new("MSH", separators, null, "\r"));
    }

    private Hl7MessageBuilder(Hl7Message message)
    {
        Separators = message.Separators;
        lead = message.Text[..message.Segments[0].Start];
        for (var i = 0; i < message.Segments.Count; i++)
        {
            var segment = message.Segments[i];
            var next = i + 1 < message.Segments.Count ? message.Segments[i + 1].Start : message.Text.Length;
            segments.Add(new(
                segment.Name, Separators, message.Text[segment.Start..segment.End], message.Text[segment.End..next]));
        }
    }

    /// <summary>What values are escaped for.</summary>
    public Hl7Separators Separators { get; }

    /// <summary>All segments in order.</summary>
    public IReadOnlyList<Hl7SegmentBuilder> Segments => segments;

    /// <summary>MSH.</summary>
    public Hl7SegmentBuilder Header => segments[0];

    /// <summary>Starts from an existing message.</summary>
    public static Hl7MessageBuilder Edit(Hl7Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(message);
    }

    /// <summary>Appends a segment.</summary>
    /// <param name="name">A letter and two letters or digits.</param>
    public Hl7SegmentBuilder Add(string name)
    {
        if (Hl7Path.Parse(name) is not { Field: 0, Occurrence: 1 } || name == Hl7Segment.NoSegment)
            throw new ArgumentException("A segment name is a letter and two letters or digits.", nameof(name));
        var end = segments[0].Terminator is { Length: > 0 } first ? first : "\r";
        if (segments[^1].Terminator.Length == 0)
            segments[^1].Terminator = end;
        var added = new Hl7SegmentBuilder(name, Separators, null, end);
        segments.Add(added);
        return added;
    }

    /// <summary>Writes text at a path, e.g. <c>PID-3(2).1</c> or <c>PID-3[MR].1</c>, escaped; null clears the
    /// place.</summary>
    /// <remarks>A segment that does not exist yet is appended when it is the next of its name.</remarks>
    public Hl7MessageBuilder Set(string path, string? text) =>
        SetRaw(path, text is null ? "" : Hl7Escapes.Escape(text, Separators));

    /// <summary>Writes the HL7 null, <c>""</c>: the receiver is to delete what it has.</summary>
    public Hl7MessageBuilder SetNull(string path) => SetRaw(path, Hl7Value.Null);

    /// <summary>Writes text as it is: separators and escapes in it count.</summary>
    public Hl7MessageBuilder SetRaw(string path, string raw)
    {
        var read = Hl7Path.Parse(path);
        Segment(read).Set(read, raw);
        return this;
    }

    /// <summary>Takes a segment out, with its terminator.</summary>
    /// <returns>False when there is no such segment.</returns>
    public bool Remove(string segmentPath)
    {
        var path = Hl7Path.Parse(segmentPath);
        return path.Segment != "MSH" && Find(path) is { } found && segments.Remove(found);
    }

    /// <summary>The message as written, parsed.</summary>
    /// <returns>The message, or <see cref="HubErrorCode.LimitExceeded"/> when it is longer than a message may
    /// be.</returns>
    public Result<Hl7Message> Build() => Hl7Message.Parse(ToString());

    /// <summary>The message as it will be sent.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(lead);
        foreach (var segment in segments)
            text.Append(segment).Append(segment.Terminator);
        return text.ToString();
    }

    private Hl7SegmentBuilder Segment(Hl7Path path)
    {
        if (Find(path) is { } found)
            return found;
        return segments.Count(s => s.Name == path.Segment) == Math.Max(path.Occurrence, 1) - 1
            ? Add(path.Segment)
            : throw new ArgumentException($"{path.Segment} before this one is missing.", nameof(path));
    }

    private Hl7SegmentBuilder? Find(Hl7Path path) =>
        segments.Where(s => s.Name == path.Segment).ElementAtOrDefault(Math.Max(path.Occurrence, 1) - 1);
}
