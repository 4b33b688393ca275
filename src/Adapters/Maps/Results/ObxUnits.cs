using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>OBX-6 and OBX-7: what a number is measured in and what is usual.</summary>
internal static class ObxUnits
{
    /// <summary>The unit of the value; of UCUM only when the sender says so.</summary>
    public static void Write(Observation o, FieldReader f)
    {
        var cwe = Cwe.Read(f.Value);
        var (code, text) = (cwe.Code, cwe.Display);
        var system = cwe.System is { } name ? CodeSystemNames.Find(name) : null;
        foreach (var quantity in Quantities(o))
        {
            quantity.Unit = text ?? code;
            if (system is not null)
                (quantity.System, quantity.Code) = (system, code);
        }

        if (!Quantities(o).Any())
            f.Scope.Keep(f.Value); // a text with a unit: nowhere to put it
    }

    /// <summary>OBX-7 as text, and as numbers when it is written <c>a-b</c>, <c>&lt;a</c> or <c>&gt;a</c>.</summary>
    public static Observation.ReferenceRangeComponent Range(Observation o, FieldReader f)
    {
        var text = f.Lines()!;
        var range = new Observation.ReferenceRangeComponent { Text = text };
        if (Quantities(o).FirstOrDefault() is not { } value)
            return range;
        var comparator = ObxValue.Comparator(text, out var rest);
        if (comparator is Quantity.QuantityComparator.LessThan or Quantity.QuantityComparator.LessOrEqual)
            range.High = Like(value, rest);
        else if (comparator is not null)
            range.Low = Like(value, rest);
        else
            ReadBounds(range, value, text);
        return range;
    }

    private static void ReadBounds(Observation.ReferenceRangeComponent range, Quantity value, ReadOnlySpan<char> text)
    {
        var dash = text.IndexOfAny("-~～—");
        if (dash <= 0)
            return;
        var (low, high) = (Like(value, text[..dash]), Like(value, text[(dash + 1)..].TrimStart('-').TrimStart('—')));
        if (low is not null && high is not null)
            (range.Low, range.High) = (low, high);
    }

    private static Quantity? Like(Quantity value, ReadOnlySpan<char> number) =>
        decimal.TryParse(number.Trim(), ObxValue.Decimal, CultureInfo.InvariantCulture, out var bound)
            ? new() { Value = bound, Unit = value.Unit, System = value.System, Code = value.Code }
            : null;

    private static IEnumerable<Quantity> Quantities(Observation o) => o.Component.Count == 0
        ? Quantities(o.Value)
        : o.Component.SelectMany(c => Quantities(c.Value));

    private static IEnumerable<Quantity> Quantities(DataType? value) => value switch
    {
        Quantity { System: not "urn:iso:std:iso:4217" } quantity => [quantity],
        Hl7.Fhir.Model.Range range => new[] { range.Low, range.High }.OfType<Quantity>(),
        Ratio ratio => new[] { ratio.Numerator, ratio.Denominator }.OfType<Quantity>(),
        _ => [],
    };
}
