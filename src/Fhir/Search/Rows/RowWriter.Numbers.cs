using System.Globalization;
using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

internal sealed partial class RowWriter
{
    /// <summary>System of currencies: FHIR R4 search, quantity.</summary>
    private const string Currencies = "urn:iso:std:iso:4217";

    private void Number(Base value)
    {
        if (value is PrimitiveType primitive && Read(primitive) is { } number)
            Number("", "", number, number);
        else
            Quantity(value);
    }

    private void Number(string system, string unit, double low, double high) =>
        Add(new NumberRow(name.Plain, system, unit, low, high));

    private void Quantity(Base value)
    {
        switch (value)
        {
            case Quantity quantity when Read(quantity.ValueElement) is { } number:
                var (low, high) = Bounds(number, quantity.ComparatorElement?.JsonValue as string);
                Number(quantity.System ?? "", UnitOf(quantity), low, high);
                break;
            case Money money when Read(money.ValueElement) is { } number:
                Number(Currencies, money.CurrencyElement?.JsonValue as string ?? "", number, number);
                break;
            case Hl7.Fhir.Model.Range range when (range.Low ?? range.High) is { } unit:
                Number(
                    unit.System ?? "", UnitOf(unit),
                    Read(range.Low?.ValueElement) ?? double.NegativeInfinity,
                    Read(range.High?.ValueElement) ?? double.PositiveInfinity);
                break;
        }
    }

    // JSON numbers that no decimal holds (1e-40) come as text.
    private static double? Read(PrimitiveType? primitive) => primitive?.JsonValue switch
    {
        decimal number => (double)number,
        int number => number,
        long number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) => n,
        _ => null,
    };

    private static string UnitOf(Quantity quantity) => quantity.Code ?? quantity.Unit ?? "";

    private static (double Low, double High) Bounds(double value, string? comparator) => comparator switch
    {
        "<" or "<=" => (double.NegativeInfinity, value),
        ">" or ">=" => (value, double.PositiveInfinity),
        _ => (value, value),
    };

    private void Position(Base value)
    {
        if (value is not Location.PositionComponent position
            || Read(position.LatitudeElement) is not { } latitude
            || Read(position.LongitudeElement) is not { } longitude)
            return;
        Add(new NumberRow(name.Latitude, "", "", latitude, latitude));
        Add(new NumberRow(name.Longitude, "", "", longitude, longitude));
    }
}
