using System.Text;

namespace IntegrationHub.Hl7v2;

/// <summary>One segment being written. Untouched segments of an edited message stay as they were.</summary>
public sealed class Hl7SegmentBuilder
{
    private readonly Hl7Separators separators;
    private readonly int firstField; // of the list: 3 in header segments, which hold their separators themselves
    private string? untouched;
    private List<string>? fields;

    internal Hl7SegmentBuilder(string name, Hl7Separators separators, string? raw, string terminator)
    {
        (Name, this.separators, untouched, Terminator) = (name, separators, raw, terminator);
        firstField = name is "MSH" or "FHS" or "BHS" ? 3 : 1;
    }

    /// <summary>Three letters or digits.</summary>
    public string Name { get; }

    internal string Terminator { get; set; }

    /// <summary>
    /// Writes a field as one repetition of these components, escaped; null is an absent component, and trailing absent
    /// ones are left out. One component is the plain field.
    /// </summary>
    public Hl7SegmentBuilder Set(int field, params ReadOnlySpan<string?> components) => SetRaw(field, Join(components));

    /// <summary>Adds one more repetition to a field, written as by
    /// <see cref="Set(int, ReadOnlySpan{string})"/>.</summary>
    public Hl7SegmentBuilder Add(int field, params ReadOnlySpan<string?> components)
    {
        var before = Field(field);
        var added = Join(components);
        return SetRaw(field, before.Length == 0 ? added : $"{before}{separators.Repetition}{added}");
    }

    /// <summary>Writes one place of this segment, e.g. <c>3(2).4.1</c>, escaped; null clears it.</summary>
    public Hl7SegmentBuilder Set(string place, string? text) =>
        Set(Hl7Path.Parse($"{Name}-{place}"), text is null ? "" : Hl7Escapes.Escape(text, separators));

    /// <summary>Writes a whole field as it is: separators and escapes in it count.</summary>
    /// <exception cref="ArgumentException">It holds a field separator or a control character that would end the
    /// segment.</exception>
    public Hl7SegmentBuilder SetRaw(int field, string raw) => Set(new Hl7Path(Name, 1, field), raw);

    /// <summary>As it will be sent, without terminator.</summary>
    public override string ToString() => untouched ?? Write();

    internal Hl7SegmentBuilder Set(Hl7Path path, string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        if (path.Field < firstField || Name == Hl7Segment.NoSegment)
            throw new ArgumentException($"{Name}-{path.Field} cannot be written.", nameof(path));
        if (raw.AsSpan().ContainsAny(separators.Field, '\r', '\n') || raw.AsSpan().ContainsAny('\u000B', '\u001C'))
            throw new ArgumentException("Raw text may not end its field, its segment or its frame.", nameof(raw));
        var place = path.Key is null ? path : WithRepetition(path, Field(path.Field));
        var field = Field(path.Field);
        fields![path.Field - firstField] = PartEditor.Replace(field, place, raw, separators);
        untouched = null;
        return this;
    }

    private string Join(ReadOnlySpan<string?> components)
    {
        var text = new StringBuilder();
        var pending = 0;
        foreach (var component in components)
        {
            if (!string.IsNullOrEmpty(component))
            {
                text.Append(separators.Component, pending).Append(Hl7Escapes.Escape(component, separators));
                pending = 0;
            }
            pending++;
        }
        return text.ToString();
    }

    private string Field(int number)
    {
        fields ??= Split();
        while (fields.Count <= number - firstField)
            fields.Add("");
        return number < firstField ? "" : fields[number - firstField];
    }

    private List<string> Split()
    {
        var first = untouched?.IndexOf(separators.Field, firstField == 3 ? 4 : 0) ?? -1;
        return first < 0 ? [] : [.. untouched![(first + 1)..].Split(separators.Field)];
    }

    private string Write()
    {
        var text = new StringBuilder(Name);
        if (firstField == 3)
            text.Append(separators.Field).Append(separators.EncodingCharacters);
        foreach (var field in fields ?? [])
            text.Append(separators.Field).Append(field);
        return text.ToString();
    }

    // PID-3[ID]: the repetition that has this key, else a new one that is given it.
    private Hl7Path WithRepetition(Hl7Path path, string field)
    {
        var repetitions = separators.Repetition == '\0' ? [field] : field.Split(separators.Repetition);
        var key = Hl7Escapes.Escape(path.Key!, separators);
        var found = Array.FindIndex(repetitions, r =>
            r.Split(separators.Component) is { Length: >= Hl7Path.KeyComponent } parts
            && parts[Hl7Path.KeyComponent - 1] == key);
        if (found >= 0)
            return path with { Key = null, Repetition = found + 1 };
        var added = new Hl7Path(path.Segment, 1, path.Field, field.Length == 0 ? 1 : repetitions.Length + 1);
        Set(added with { Component = Hl7Path.KeyComponent }, key);
        return path with { Key = null, Repetition = added.Repetition };
    }
}
