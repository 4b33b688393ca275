using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>FHIR dates as half-open spans of UTC: <c>2026</c> is the whole year, a second is one second.</summary>
public static class FhirDates
{
    /// <summary>Offset of a date that names none: China has one, without summer time.</summary>
    public static readonly TimeSpan AssumedOffset = TimeSpan.FromHours(8);

    /// <summary>Start of a period that names none.</summary>
    public static readonly DateTimeOffset Earliest = new(1, 1, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>End of a period that names none.</summary>
    public static readonly DateTimeOffset Latest = new(9999, 12, 30, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The span of <c>YYYY[-MM[-DD[Thh:mm[:ss[.fff…]][Z|±hh:mm]]]]</c>.</summary>
    /// <param name="text">A FHIR date, dateTime, instant, or the value of a date search without its prefix.</param>
    /// <returns>Start and the first instant after it, UTC, or <see cref="HubErrorCode.FieldMalformed"/>.</returns>
    public static Result<(DateTimeOffset Start, DateTimeOffset End)> Span(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TrySpan(text, out var start, out var end)
            ? (start, end)
            : new HubError(HubErrorCode.FieldMalformed, "The value is not a FHIR date such as 2026-03-02T09:00+08:00.");
    }

    internal static bool TrySpan(string text, out DateTimeOffset start, out DateTimeOffset end)
    {
        (start, end) = (Earliest, Latest);
        var digits = text.IndexOf('T', StringComparison.Ordinal) < 0 ? text.Length : 0;
        return digits switch
        {
            4 => Day(text, "yyyy", d => d.AddYears(1), out start, out end),
            7 => Day(text, "yyyy-MM", d => d.AddMonths(1), out start, out end),
            10 => Day(text, "yyyy-MM-dd", d => d.AddDays(1), out start, out end),
            0 => Instant(text, out start, out end),
            _ => false,
        };
    }

    private static bool Day(
        string text, string format, Func<DateTime, DateTime> next, out DateTimeOffset start, out DateTimeOffset end)
    {
        (start, end) = (Earliest, Latest);
        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day.Year is < 2 or > 9990)
            return false;
        start = new DateTimeOffset(day, AssumedOffset).ToUniversalTime();
        end = new DateTimeOffset(next(day), AssumedOffset).ToUniversalTime();
        return true;
    }

    private static bool Instant(string text, out DateTimeOffset start, out DateTimeOffset end)
    {
        end = Latest;
        var clock = text.AsSpan(text.IndexOf('T', StringComparison.Ordinal) + 1);
        var zone = clock.IndexOfAny("Z+-");
        var local = zone < 0 ? clock : clock[..zone];
        var style = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, style, out start)
            || start.Year is < 2 or > 9990)
            return false;
        if (zone < 0)
            start -= AssumedOffset;
        end = start + Precision(local);
        return local.Length >= 5;
    }

    // Nothing is kept finer than a microsecond: a shorter span would be empty.
    private static TimeSpan Precision(ReadOnlySpan<char> clock) => clock.Length switch
    {
        <= 5 => TimeSpan.FromMinutes(1),
        <= 8 => TimeSpan.FromSeconds(1),
        _ => TimeSpan.FromTicks(TimeSpan.TicksPerSecond / (long)Math.Pow(10, Math.Min(clock.Length - 9, 6))),
    };

    /// <summary>
    /// The span of a date, dateTime, instant, Period or Timing; null when it says nothing about time.
    /// </summary>
    public static (DateTimeOffset Start, DateTimeOffset End)? Span(DataType? value)
    {
        switch (value)
        {
            case Period period:
                var from = Text(period.StartElement);
                var to = Text(period.EndElement);
                if (from is null && to is null)
                    return null;
                var start = from is not null && TrySpan(from, out var s, out _) ? s : Earliest;
                var end = to is not null && TrySpan(to, out _, out var e) ? e : Latest;
                return (start, end);
            case Timing timing:
                return Timing(timing);
            default:
                return Text(value) is { } text && TrySpan(text, out var a, out var b) ? (a, b) : null;
        }
    }

    private static (DateTimeOffset, DateTimeOffset)? Timing(Timing timing)
    {
        var spans =
            timing.EventElement.Select(e => Span(e)).OfType<(DateTimeOffset Start, DateTimeOffset End)>().ToList();
        return spans.Count > 0
            ? (spans.Min(s => s.Start), spans.Max(s => s.End))
            : Span(timing.Repeat?.Bounds as Period);
    }

    private static string? Text(DataType? value) => value switch
    {
        FhirDateTime dateTime => dateTime.Value,
        Date date => date.Value,
        Instant { Value: { } instant } =>
            instant.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        _ => null,
    };
}
