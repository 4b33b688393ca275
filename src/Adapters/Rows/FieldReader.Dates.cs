using Hl7.Fhir.Model;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <content>Times, in the precision they were written in; <c>+08:00</c> when none is named.</content>
internal readonly partial struct FieldReader
{
    private const string ADate = "a date and time written as YYYY[MM[DD[HH[MM[SS]]]]]";

    public Hl7Timestamp? Timestamp()
    {
        if (!value.HasValue)
            return null;
        var text = value.SubComponent(1).Span.Trim();
        var read = Hl7Timestamp.Read(text, scope.Context.DefaultOffset);
        if (read.IsOk)
            return read.Value;
        Malformed(ADate);
        return null;
    }

    public FhirDateTime? DateTime() => Timestamp() is { } time ? new(time.ToFhir()) : null;

    public DateTimeOffset? Moment() => Timestamp()?.Value;

    /// <summary>The day alone; years and months stay what they are.</summary>
    public Date? Date() =>
        Timestamp() is { } time ? new((time with { Digits = Math.Min(time.Digits, 8) }).ToFhir()) : null;

    /// <summary>From this field to another; null when both are absent.</summary>
    public static Period? Period(FieldReader start, FieldReader end)
    {
        var (from, to) = (start.DateTime(), end.DateTime());
        return from is null && to is null ? null : new() { StartElement = from, EndElement = to };
    }
}
