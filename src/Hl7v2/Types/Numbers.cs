using System.Globalization;
using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>NM: a decimal number.</summary>
public static class Nm
{
    /// <summary>Reads an optional sign, digits and an optional fraction; the decimal keeps trailing zeros
    /// (7.10).</summary>
    /// <returns>The number, <see cref="HubErrorCode.FieldMissing"/> or
    /// <see cref="HubErrorCode.FieldMalformed"/>.</returns>
    public static Result<decimal> Read(Hl7Value value)
    {
        var text = value.Text;
        if (text.Length == 0)
            return HubError.FieldMissing(value.Path.ToString(), "A number");
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint
            | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        return decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var number)
            ? number
            : HubError.FieldMalformed(value.Path.ToString(), "a decimal number");
    }
}

/// <summary>SN: a number with a comparator, a ratio or a range: <c>&gt;^100</c>, <c>^1^:^128</c>,
/// <c>^3^-^5</c>.</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Sn(Hl7Value Value)
{
    /// <summary>SN.1: <c>&gt; &lt; &gt;= &lt;= = &lt;&gt;</c>; null means equal.</summary>
    public string? Comparator => Value.Inner(1).TextOrNull;

    /// <summary>SN.2.</summary>
    public Hl7Value First => Value.Inner(2);

    /// <summary>SN.3: <c>-</c> range, <c>:</c> or <c>/</c> ratio, <c>+</c>, <c>.</c>.</summary>
    public string? Separator => Value.Inner(3).TextOrNull;

    /// <summary>SN.4.</summary>
    public Hl7Value Second => Value.Inner(4);

    /// <summary>Reads lazily.</summary>
    public static Sn Read(Hl7Value value) => new(value);
}

/// <summary>CQ: a quantity with its unit.</summary>
/// <param name="Value">The field or component it stands in.</param>
public readonly record struct Cq(Hl7Value Value)
{
    /// <summary>CQ.1, read with <see cref="Nm.Read"/>.</summary>
    public Hl7Value Quantity => Value.Inner(1);

    /// <summary>CQ.2.</summary>
    public Cwe Unit => new(Value.Inner(2));

    /// <summary>Reads lazily.</summary>
    public static Cq Read(Hl7Value value) => new(value);
}
