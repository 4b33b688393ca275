using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>Writes one field. Whatever is null or empty is left out; text is escaped.</summary>
internal readonly partial struct FieldWriter(Draft draft, Hl7SegmentBuilder segment, int field)
{
    public Draft Draft => draft;

    /// <summary>Components as plain text.</summary>
    public void Text(params ReadOnlySpan<string?> components)
    {
        foreach (var component in components)
        {
            if (!string.IsNullOrEmpty(component))
            {
                segment.Set(field, components);
                return;
            }
        }
    }

    /// <summary>Text of several lines.</summary>
    public void Formatted(string? text)
    {
        if (!string.IsNullOrEmpty(text))
            segment.SetRaw(field, Hl7Escapes.EscapeFormatted(text, Hl7Separators.Usual));
    }

    public void Number(long? number) => Text(number?.ToString(CultureInfo.InvariantCulture));

    /// <summary>A date or time in the precision it has.</summary>
    public void Time(DataType? time) => Text(Times.Of(time, draft.Context.Offset));

    public void Time(DateTimeOffset? time) => Text(Times.Of(time, draft.Context.Offset));

    /// <summary>Repetitions that are escaped already; empty ones are left out.</summary>
    public void Raw(IEnumerable<string?> repetitions)
    {
        var raw = string.Join('~', repetitions.Where(r => !string.IsNullOrEmpty(r)));
        if (raw.Length > 0)
            segment.SetRaw(field, raw);
    }

    public void Raw(string? repetition) => Raw([repetition]);
}
