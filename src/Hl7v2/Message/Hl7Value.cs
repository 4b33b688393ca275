using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace IntegrationHub.Hl7v2;

/// <summary>How deep a value stands in its segment.</summary>
internal enum ValueLevel : byte
{
    Field,
    Repetition,
    Component,
    SubComponent,

    /// <summary>MSH-1 and MSH-2: never split, never unescaped.</summary>
    Literal,
}

/// <summary>
/// A slice of a message: a field, repetition, component or sub-component. Costs nothing until it is read; what is
/// not there is a value too, <see cref="IsAbsent"/>, so that paths can be followed without tests.
/// </summary>
/// <remarks>
/// Reading <see cref="Text"/>, <see cref="Raw"/>, <see cref="PlainText"/> or <see cref="Span"/> counts as reading
/// the leaves covered (<see cref="ReadLog"/>); asking whether there is a value does not. A null (<c>""</c>) has no
/// text: it counts as read when <see cref="IsNull"/> has found it.
/// </remarks>
[DebuggerDisplay("{Path}")]
[SuppressMessage("Performance", "CA1815", Justification = "Values are read, not compared.")]
public readonly struct Hl7Value
{
    /// <summary>The HL7 null: two double quotes.</summary>
    internal const string Null = "\"\"";

    private readonly Hl7Segment? segment;
    private readonly int start;
    private readonly int end;
    private readonly int fieldNumber;
    private readonly int repetition; // 0: not chosen
    private readonly int component;
    private readonly int subComponent;
    private readonly ValueLevel level;

    internal Hl7Value(
        Hl7Segment segment, int start, int end, ValueLevel level, int field,
        int repetition = 0, int component = 0, int subComponent = 0)
    {
        (this.segment, this.start, this.end, this.level, fieldNumber) = (segment, start, end, level, field);
        (this.repetition, this.component, this.subComponent) = (repetition, component, subComponent);
    }

    /// <summary>Nothing was written here.</summary>
    public bool IsAbsent => end == start;

    /// <summary>Two double quotes: the sender asks to delete what the receiver has.</summary>
    public bool IsNull
    {
        get
        {
            if (end - start != 2 || segment is null || Source is not Null)
                return false;
            segment.Message.ReadLog?.Mark(start, end);
            return true;
        }
    }

    /// <summary>There is something other than <c>""</c>.</summary>
    public bool HasValue => end > start && Source is not Null;

    /// <summary>Some leaf has a value: more is written here than separators, white space and <c>""</c>.</summary>
    public bool HasContent => segment is not null
        && Source.ContainsAnyExcept([Separators.Component, Separators.Repetition, Separators.SubComponent, ' ', '"']);

    /// <summary>As it was sent: escapes, separators and all.</summary>
    public string Raw => Span.ToString();

    /// <summary><see cref="Raw"/> without a copy.</summary>
    public ReadOnlySpan<char> Span
    {
        get
        {
            MarkRead();
            return Source;
        }
    }

    /// <summary>
    /// Text of the first leaf, separator and hex escapes resolved, formatting and unknown escapes kept;
    /// empty when absent or null.
    /// </summary>
    public string Text
    {
        get
        {
            var leaf = FirstLeaf();
            if (leaf.segment is null || !leaf.HasValue)
                return "";
            leaf.MarkRead();
            return level == ValueLevel.Literal
                ? leaf.Source.ToString()
                : Hl7Escapes.Unescape(leaf.Source, leaf.segment.Message);
        }
    }

    /// <summary><see cref="Text"/>, or null when absent or null.</summary>
    public string? TextOrNull => Text is { Length: > 0 } text ? text : null;

    /// <summary>
    /// All of it as a person reads it, for ST, TX and FT values: stray separators are text, <c>\.br\</c> and its
    /// kin are line feeds, highlighting is dropped; empty when absent or null.
    /// </summary>
    public string PlainText
    {
        get
        {
            if (segment is null || !HasValue)
                return "";
            MarkRead();
            return Hl7Escapes.Plain(Source, segment.Message);
        }
    }

    /// <summary>Where this is. A value made by <c>default</c> has the default path.</summary>
    public Hl7Path Path => segment is null
        ? default
        : new(segment.Name, segment.Occurrence, fieldNumber, repetition, component, subComponent);

    /// <summary>The repetitions of a field, none when it is absent; otherwise this value alone.</summary>
    public Hl7Parts Repetitions => new(this, level == ValueLevel.Field, Separators.Repetition);

    /// <summary>The components of this repetition (of the first one, for a field); none when absent.</summary>
    public Hl7Parts Components => level == ValueLevel.Field && segment is not null
        ? Repetition(1).Components
        : new(this, level == ValueLevel.Repetition, Separators.Component);

    /// <summary>The sub-components of this component (of the first one, for a field); none when absent.</summary>
    public Hl7Parts SubComponents => level < ValueLevel.Component && segment is not null
        ? Component(1).SubComponents
        : new(this, level == ValueLevel.Component, Separators.SubComponent);

    /// <summary>The component with this 1-based number.</summary>
    public Hl7Value this[int component] => Component(component);

    /// <summary>The repetition with this 1-based number; a value below a field has only itself.</summary>
    public Hl7Value Repetition(int number) => level == ValueLevel.Field
        ? Part(number, Separators.Repetition)
        : OnlyFirst(number);

    /// <summary>The component with this 1-based number, of the first repetition when this is a field.</summary>
    public Hl7Value Component(int number) => level switch
    {
        _ when segment is null => this,
        ValueLevel.Field => Repetition(1).Component(number),
        ValueLevel.Repetition => Part(number, Separators.Component),
        _ => OnlyFirst(number),
    };

    /// <summary>The sub-component with this 1-based number, of the first component when this is a field.</summary>
    public Hl7Value SubComponent(int number) => level switch
    {
        _ when segment is null => this,
        ValueLevel.Field or ValueLevel.Repetition => Component(1).SubComponent(number),
        ValueLevel.Component => Part(number, Separators.SubComponent),
        _ => OnlyFirst(number),
    };

    /// <summary>True when <see cref="Text"/> is exactly <paramref name="text"/>; does not allocate for plain
    /// text.</summary>
    public bool Is(string text)
    {
        var leaf = FirstLeaf();
        return leaf.Source.Contains(Separators.Escape) ? Text == text : leaf.HasValue && leaf.Span.SequenceEqual(text);
    }

    /// <summary>Counts all of this value as read: it is ignored on purpose.</summary>
    public void MarkRead() => segment?.Message.ReadLog?.Mark(start, end);

    /// <summary><see cref="Raw"/>.</summary>
    public override string ToString() => Raw;

    /// <summary>The n-th part of a data type, wherever it stands: a component of a field, a sub-component of a
    /// component.</summary>
    internal Hl7Value Inner(int number) => level < ValueLevel.Component ? Component(number) : SubComponent(number);

    internal int Start => start;

    internal int End => end;

    internal Hl7Segment? Segment => segment;

    private ReadOnlySpan<char> Source => segment is null ? default : segment.Message.Text.AsSpan(start, end - start);

    private Hl7Separators Separators => segment is null ? default : segment.Message.Separators;

    private Hl7Value FirstLeaf() => level < ValueLevel.SubComponent ? SubComponent(1) : this;

    private Hl7Value OnlyFirst(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return number == 1 || segment is null
            ? this
            : new(segment, end, end, level, fieldNumber, repetition, component, subComponent);
    }

    private Hl7Value Part(int number, char separator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        if (segment is null)
            return this;
        var text = segment.Message.Text.AsSpan(0, end);
        var from = start;
        for (var left = number; separator != '\0';)
        {
            var length = text[from..].IndexOf(separator);
            if (--left == 0)
                return Child(from, length < 0 ? end : from + length, number);
            if (length < 0)
                return Child(end, end, number);
            from += length + 1;
        }
        return number == 1 ? Child(start, end, 1) : Child(end, end, number);
    }

    internal Hl7Value Child(int from, int to, int number) => level switch
    {
        ValueLevel.Field => new(segment!, from, to, ValueLevel.Repetition, fieldNumber, number),
        ValueLevel.Repetition => new(segment!, from, to, ValueLevel.Component, fieldNumber, repetition, number),
        ValueLevel.Component =>
            new(segment!, from, to, ValueLevel.SubComponent, fieldNumber, repetition, component, number),
        _ => this,
    };
}
