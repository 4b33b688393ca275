namespace IntegrationHub.Hl7v2;

/// <summary>XTN: a telephone number or mail address.</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Xtn(Hl7Value Value)
{
    /// <summary>XTN.2: table 0201, e.g. <c>PRN</c> home, <c>WPN</c> work.</summary>
    public string? UseCode => Value.Inner(2).TextOrNull;

    /// <summary>XTN.3: table 0202, e.g. <c>PH</c>, <c>CP</c> mobile, <c>FX</c>, <c>Internet</c>.</summary>
    public string? EquipmentType => Value.Inner(3).TextOrNull;

    /// <summary>XTN.4.</summary>
    public string? Email => Value.Inner(4).TextOrNull;

    /// <summary>The number as one text: XTN.12, else XTN.1, else XTN.5 to XTN.8 put together.</summary>
    public string? Number => Value.Inner(12).TextOrNull ?? Value.Inner(1).TextOrNull ?? Composed();

    /// <summary>XTN.9: any text.</summary>
    public string? Note => Value.Inner(9).TextOrNull;

    /// <summary>Reads lazily.</summary>
    public static Xtn Read(Hl7Value value) => new(value);

    private string? Composed()
    {
        if (Value.Inner(7).TextOrNull is not { } local)
            return null;
        var (country, area) = (Value.Inner(5).TextOrNull, Value.Inner(6).TextOrNull);
        var extension = Value.Inner(8).TextOrNull;
        return (country is null ? "" : $"+{country} ") + (area is null ? "" : $"{area}-") + local
            + (extension is null ? "" : $"-{extension}");
    }
}
