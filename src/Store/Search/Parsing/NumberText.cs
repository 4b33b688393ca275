using System.Globalization;

namespace IntegrationHub.Store;

/// <summary>Numbers with the precision they were written in: 5.4 is [5.35, 5.45), 1e2 is [50, 150).</summary>
internal static class NumberText
{
    /// <summary>Reads a decimal with or without an exponent.</summary>
    /// <param name="text">As asked for, without its prefix.</param>
    /// <param name="approximately">True: widened by a tenth of the number.</param>
    /// <param name="value">The number with its bounds.</param>
    public static bool TryRead(string text, bool approximately, out (double Value, double Low, double High) value)
    {
        value = default;
        var e = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = e < 0 ? text.AsSpan() : text.AsSpan(0, e);
        var exponent = 0;
        var style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(mantissa, style, CultureInfo.InvariantCulture, out var number)
            || (e >= 0 && !int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out exponent))
            || Math.Abs(exponent) > 300)
            return false;
        var half = 0.5m;
        for (var i = 0; i < number.Scale; i++)
            half /= 10;
        if (approximately)
            half = Math.Max(half, Math.Abs(number) / 10);
        var exact = Scaled(number, exponent);
        // More digits than a double has: the bounds fall together, and the number itself must stay between them.
        value = (exact, Math.Min(Scaled(number - half, exponent), exact),
            Math.Max(Scaled(number + half, exponent), Math.BitIncrement(exact)));
        return true;
    }

    // Through text: 5.35m becomes the very double that a stored 5.35 is.
    private static double Scaled(decimal number, int exponent) => double.Parse(
        string.Create(CultureInfo.InvariantCulture, $"{number}e{exponent}"), CultureInfo.InvariantCulture);
}
