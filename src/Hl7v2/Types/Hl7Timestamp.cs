using System.Globalization;
using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>A moment (DTM, TS, DT) with the precision it was written in: a year stays a year.</summary>
/// <param name="Value">The first instant it may mean, with the offset written or assumed.</param>
/// <param name="Digits">4 year, 6 month, 8 day, 10 hour, 12 minute, 14 second, 15–18 fractions.</param>
/// <param name="HasOffset">The offset was written, not assumed.</param>
public readonly record struct Hl7Timestamp(DateTimeOffset Value, int Digits, bool HasOffset)
{
    private const string Expected = "a date and time written as YYYY[MM[DD[HH[MM[SS[.SSSS]]]]]][+/-ZZZZ]";

    /// <summary>What hospitals here mean when they write no offset.</summary>
    public static TimeSpan China { get; } = TimeSpan.FromHours(8);

    /// <summary>Reads an HL7 v2 timestamp (DTM): <c>YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][±ZZZZ]</c>.</summary>
    /// <param name="text">1–24 ASCII characters; surrounding spaces are not allowed.</param>
    /// <param name="assumed">Offset used when the sender gives none; hospitals here send <c>+08:00</c>.</param>
    /// <returns>
    /// The instant and its precision, <see cref="HubErrorCode.FieldMissing"/> for empty text, or
    /// <see cref="HubErrorCode.FieldMalformed"/>.
    /// </returns>
    /// <remarks>Source: HL7 v2.5.1 §2.A.22 (DTM). Never throws; does not allocate on success.</remarks>
    public static Result<Hl7Timestamp> Read(ReadOnlySpan<char> text, TimeSpan assumed)
    {
        if (text.IsEmpty)
            return new HubError(HubErrorCode.FieldMissing, "A date is required and absent.");
        return TryRead(text, assumed, out var read)
            ? read
            : new HubError(HubErrorCode.FieldMalformed, $"The value is not {Expected}.");
    }

    /// <summary><see cref="Read(ReadOnlySpan{char}, TimeSpan)"/> of the value's first leaf; errors name its
    /// path.</summary>
    public static Result<Hl7Timestamp> Read(Hl7Value value, TimeSpan assumed)
    {
        var text = value.Text;
        if (text.Length == 0)
            return HubError.FieldMissing(value.Path.ToString(), "A date");
        return TryRead(text, assumed, out var read) ? read : HubError.FieldMalformed(value.Path.ToString(), Expected);
    }

    /// <summary>As FHIR writes it: <c>2026</c>, <c>2026-03</c>, <c>2026-03-02</c> or with time and offset.</summary>
    public string ToFhir() => Value.ToString(
        Digits switch
        {
            4 => "yyyy",
            6 => "yyyy-MM",
            8 => "yyyy-MM-dd",
            > 14 => "yyyy-MM-dd'T'HH:mm:ss." + new string('f', Digits - 14) + "zzz",
            _ => "yyyy-MM-dd'T'HH:mm:sszzz", // FHIR has no hour without minute and second
        },
        CultureInfo.InvariantCulture);

    /// <summary>As HL7 v2 writes it, in the same precision; the offset only with a time.</summary>
    public override string ToString()
    {
        var format = "yyyyMMddHHmmss"[..Math.Min(Digits, 14)] + (Digits > 14 ? "." + new string('f', Digits - 14) : "");
        var text = Value.ToString(format, CultureInfo.InvariantCulture);
        var offset = Value.ToString("zzz", CultureInfo.InvariantCulture);
        return Digits > 8 ? $"{text}{offset.AsSpan(0, 3)}{offset.AsSpan(4)}" : text;
    }

    /// <summary>An instant to the second, as the hub writes it.</summary>
    public static Hl7Timestamp ToSecond(DateTimeOffset value) => new(value, 14, true);

    private static bool TryRead(ReadOnlySpan<char> text, TimeSpan assumed, out Hl7Timestamp read)
    {
        read = default;
        var sign = text.IndexOfAny('+', '-');
        var offset = assumed;
        if (sign >= 0 && !TryOffset(text[sign..], out offset))
            return false;
        var main = sign < 0 ? text : text[..sign];
        var point = main.IndexOf('.');
        var digits = point < 0 ? main : main[..point];
        var fraction = point < 0 ? default : main[(point + 1)..];
        if (digits.Length is not (4 or 6 or 8 or 10 or 12 or 14) || !AreDigits(digits)
            || (point >= 0 && (digits.Length != 14 || !TryFraction(fraction))))
            return false;
        if (!TryDate(digits, out var date))
            return false;
        for (var i = 0; i < fraction.Length; i++)
            date = date.AddTicks((fraction[i] - '0') * TicksOf(i));
        if (date.Ticks < offset.Ticks || date.Ticks - offset.Ticks > DateTime.MaxValue.Ticks)
            return false;
        read = new(new(date, offset), digits.Length + fraction.Length, sign >= 0);
        return true;
    }

    private static bool TryDate(ReadOnlySpan<char> digits, out DateTime date)
    {
        date = default;
        var (year, month, day) = (Two(digits, 0) * 100 + Two(digits, 2), Two(digits, 4, 1), Two(digits, 6, 1));
        var (hour, minute, second) = (Two(digits, 8), Two(digits, 10), Two(digits, 12));
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
            return false;
        date = new(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<char> fraction) =>
        fraction.Length is >= 1 and <= 4 && AreDigits(fraction);

    private static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length != 5 || !AreDigits(text[1..]))
            return false;
        var (hours, minutes) = (Two(text, 1), Two(text, 3));
        if (minutes > 59 || hours * 60 + minutes > 14 * 60)
            return false;
        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool AreDigits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
        }
        return true;
    }

    private static int Two(ReadOnlySpan<char> digits, int at, int otherwise = 0) =>
        at + 2 > digits.Length ? otherwise : (digits[at] - '0') * 10 + digits[at + 1] - '0';

    private static long TicksOf(int place) => place switch { 0 => 1_000_000, 1 => 100_000, 2 => 10_000, _ => 1_000 };
}
