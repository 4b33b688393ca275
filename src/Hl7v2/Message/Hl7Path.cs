using System.Globalization;
using System.Text;
using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>A place in a message: <c>SEG[occurrence]-field(repetition).component.subcomponent</c>, all
/// 1-based.</summary>
/// <param name="Segment">Three letters or digits.</param>
/// <param name="Occurrence">Which segment of that name; 0 reads as 1.</param>
/// <param name="Field">0: the segment itself.</param>
/// <param name="Repetition">0: not chosen, the whole field.</param>
/// <param name="Component">0: not chosen, all components.</param>
/// <param name="SubComponent">0: not chosen, all sub-components.</param>
/// <param name="Key">Chooses the repetition whose fifth component (CX.5) is this, e.g. <c>PID-3[ID].1</c>.</param>
public readonly record struct Hl7Path(
    string Segment, int Occurrence, int Field, int Repetition = 0, int Component = 0, int SubComponent = 0,
    string? Key = null)
{
    /// <summary>Component whose text a <see cref="Key"/> is compared with.</summary>
    internal const int KeyComponent = 5;

    /// <summary>Reads a path that is part of the program.</summary>
    /// <exception cref="FormatException">The text is no path.</exception>
    public static Hl7Path Parse(string text) =>
        new Hl7PathReader(text).Read() ?? throw new FormatException($"'{text}' is no HL7 path like OBX[2]-5.1.");

    /// <summary>Reads a path that a person wrote into a configuration.</summary>
    public static Result<Hl7Path> Read(string text) => new Hl7PathReader(text).Read() is { } path
        ? path
        : new HubError(
            HubErrorCode.FieldMalformed, "The path is not written like OBX[2]-5.1, PID-3(2).4.1 or PID-3[ID].1.");

    /// <summary>Canonical: what is 1 by default, or not chosen, is left out.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(16).Append(Segment);
        if (Occurrence > 1)
            Append(text.Append('['), Occurrence).Append(']');
        if (Field == 0)
            return text.ToString();
        Append(text.Append('-'), Field);
        if (Key is not null)
            text.Append('[').Append(Key).Append(']');
        else if (Repetition > 1)
            Append(text.Append('('), Repetition).Append(')');
        if (Component > 0)
            Append(text.Append('.'), Component);
        if (SubComponent > 0)
            Append(text.Append('.'), SubComponent);
        return text.ToString();
    }

    internal Hl7Value In(Hl7Message message)
    {
        var segment = Occurrence <= 1
            ? message.First(Segment)
            : message.All(Segment).ElementAtOrDefault(Occurrence - 1);
        return segment is null || Field == 0 ? default : In(segment);
    }

    internal Hl7Value In(Hl7Segment segment)
    {
        var value = segment[Field];
        if (Key is not null)
            value = WithKey(value, Key);
        else if (Repetition > 0)
            value = value.Repetition(Repetition);
        if (Component > 0)
            value = value.Component(Component);
        return SubComponent > 0 ? value.SubComponent(SubComponent) : value;
    }

    private static Hl7Value WithKey(Hl7Value field, string key)
    {
        foreach (var repetition in field.Repetitions)
        {
            if (repetition.Component(KeyComponent).Is(key))
                return repetition;
        }
        return default;
    }

    private static StringBuilder Append(StringBuilder text, int number) =>
        text.Append(CultureInfo.InvariantCulture, $"{number}");
}
