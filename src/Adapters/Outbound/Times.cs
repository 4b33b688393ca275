using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>FHIR dates and times as HL7 v2 writes them: a year stays a year, a time is written in one offset.</summary>
internal static class Times
{
    /// <summary>Text of a date, dateTime, instant, or the start of a period; null when there is none.</summary>
    public static string? Of(DataType? time, TimeSpan offset) => time switch
    {
        FhirDateTime { Value: { Length: > 0 } text } => Of(text, offset),
        Date { Value: { Length: > 0 } text } => Of(text, offset),
        Instant { Value: { } instant } => Of(instant, offset),
        Period period => Of(period.StartElement, offset),
        Timing timing => Of(timing.EventElement.FirstOrDefault(), offset),
        _ => null,
    };

    /// <summary>An instant to the second.</summary>
    public static string? Of(DateTimeOffset? instant, TimeSpan offset) =>
        instant is { } at ? Hl7Timestamp.ToSecond(at.ToOffset(offset)).ToString() : null;

    private static string? Of(string fhir, TimeSpan offset)
    {
        if (!fhir.Contains('T', StringComparison.Ordinal))
            return fhir.Replace("-", "", StringComparison.Ordinal);
        if (!DateTimeOffset.TryParse(fhir, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return null;
        var point = fhir.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0 : fhir.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9');
        return new Hl7Timestamp(at.ToOffset(offset), 14 + Math.Clamp(fraction, 0, 4), true).ToString();
    }
}
