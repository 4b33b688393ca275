using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Hl7v2;
using static Hl7.Fhir.Model.Quantity;

namespace IntegrationHub.Adapters;

/// <summary>
/// OBX-5 by the type OBX-2 names. What cannot be read as its type stays readable as text, with a warning.
/// </summary>
internal static class ObxValue
{
    /// <summary>True for documents (ED, RP), which become attachments and not values.</summary>
    public static bool IsDocument(Hl7Segment obx) => obx[2].Text is "ED" or "RP";

    public static void Write(Observation o, FieldReader f)
    {
        var type = f.Segment[2].Text;
        if (f.Value.Repetitions.Count < 2 || IsText(type))
        {
            o.Value = IsText(type) ? Text(f) : Read(f, type);
            return;
        }

        // Several values of one observation: components of the same code (FHIR allows one value only).
        foreach (var one in f.Repetitions())
            o.Component.Add(new() { Code = o.Code, Value = Read(one, type) });
    }

    private static bool IsText(string type) => type is "ST" or "TX" or "FT" or "";

    private static FhirString? Text(FieldReader f) => f.Lines() is { } lines ? new FhirString(lines) : null;

    private static DataType? Read(FieldReader f, string type) => type switch
    {
        "NM" => Number(f),
        "SN" => Structured(f),
        "CE" or "CWE" or "CNE" or "CF" or "IS" or "ID" => f.Concept(),
        "DT" or "DTM" or "TS" => f.DateTime() ?? (DataType?)Text(f),
        "TM" => Time(f),
        "DR" => FieldReader.Period(f.At(Dr.Read(f.Value).Start), f.At(Dr.Read(f.Value).End)),
        "NR" => NumericRange(f),
        "CQ" => f.Quantity(Cq.Read(f.Value)),
        "MO" => Money(f),
        "SI" => f.Number() is { } number ? new Integer((int)number) : null,
        _ => Text(f),
    };

    // Laboratories write "<0.1" into NM although the standard has SN for it.
    private static DataType? Number(FieldReader f)
    {
        var text = f.Value.Text.Trim();
        var comparator = Comparator(text, out var rest);
        if (decimal.TryParse(rest, Decimal, CultureInfo.InvariantCulture, out var number))
            return new Quantity { Value = number, Comparator = comparator };
        f.Scope.Warn(Contracts.HubError.FieldMalformed(f.Value.Path.ToString(), "a number; it is kept as text"));
        return Text(f);
    }

    private static DataType? Structured(FieldReader f)
    {
        var sn = Sn.Read(f.Value);
        var (comparator, separator) = (sn.Comparator, sn.Separator);
        var (first, second) = (NumberIn(sn.First), NumberIn(sn.Second));
        if (first is not null && separator is null && IsComparable(comparator))
            return new Quantity { Value = first, Comparator = Comparator(comparator ?? "", out _) };
        if (first is not null && second is not null && comparator is null or "=")
        {
            if (separator is "-")
                return new Hl7.Fhir.Model.Range { Low = new() { Value = first }, High = new() { Value = second } };
            if (separator is ":" or "/")
                return new Ratio { Numerator = new() { Value = first }, Denominator = new() { Value = second } };
        }

        return new FhirString(string.Concat(comparator, sn.First.Text, separator, sn.Second.Text)); // e.g. 2+
    }

    private static bool IsComparable(string? comparator) => comparator is null or "=" or "<" or ">" or "<=" or ">=";

    private static decimal? NumberIn(Hl7Value value) =>
        decimal.TryParse(value.Text, Decimal, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>Reads a leading comparator, also in its full-width and mathematical forms.</summary>
    internal static QuantityComparator? Comparator(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        text = text.Trim();
        var length = text.StartsWith("<=") || text.StartsWith(">=") ? 2
            : text.Length > 0 && "<>≤≥＜＞=".Contains(text[0], StringComparison.Ordinal) ? 1 : 0;
        rest = text[length..].Trim();
        return text[..length] switch
        {
            "<" or "＜" => QuantityComparator.LessThan,
            "<=" or "≤" => QuantityComparator.LessOrEqual,
            ">" or "＞" => QuantityComparator.GreaterThan,
            ">=" or "≥" => QuantityComparator.GreaterOrEqual,
            _ => null,
        };
    }

    private static DataType? NumericRange(FieldReader f)
    {
        var (low, high) = (NumberIn(f.Value.Component(1)), NumberIn(f.Value.Component(2)));
        return low is null && high is null ? Text(f) : new Hl7.Fhir.Model.Range
        {
            Low = low is null ? null : new() { Value = low },
            High = high is null ? null : new() { Value = high },
        };
    }

    private static DataType? Money(FieldReader f)
    {
        if (NumberIn(f.Value.Component(1)) is not { } amount)
            return Text(f);
        return new Quantity
        {
            Value = amount,
            System = "urn:iso:std:iso:4217",
            Code = f.Value.Component(2).TextOrNull ?? "CNY",
        };
    }

    private static DataType? Time(FieldReader f)
    {
        var digits = f.Value.Text;
        if (digits.Length < 4)
            return Text(f);
        var clock = digits.PadRight(6, '0').AsSpan(0, 6);
        return TimeOnly.TryParseExact(clock, "HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new Time(time.ToString("HH:mm:ss", CultureInfo.InvariantCulture))
            : Text(f);
    }
}
