using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>A value as OBX carries it.</summary>
/// <param name="Type">OBX-2.</param>
/// <param name="Raw">OBX-5, escaped.</param>
/// <param name="Unit">The quantity whose unit stands in OBX-6.</param>
internal sealed record WrittenValue(string Type, string Raw, Quantity? Unit = null);

/// <summary>Observation.value[x] → OBX-2, OBX-5 and OBX-6.</summary>
/// <remarks>v2-to-FHIR: data type maps NM, SN, ST, FT, CWE, TS, DR, ED, RP backwards.</remarks>
internal static class Values
{
    /// <summary>The value, or null when there is none.</summary>
    public static WrittenValue? Of(DataType? value, FieldWriter f) => value switch
    {
        Quantity { Value: { } number } q when q.Comparator is null => new("NM", Text(number), q),
        Quantity { Value: { } number } q => new("SN", $"{Comparator(q.Comparator)}^{Text(number)}", q),
        Hl7.Fhir.Model.Range range => OfRange(range),
        Ratio { Numerator.Value: { } over, Denominator.Value: { } under } ratio =>
            new("SN", $"^{Text(over)}^:^{Text(under)}", ratio.Numerator),
        CodeableConcept concept when f.Cwe(concept) is { } raw => new(f.Draft.IsAtLeast(2, 5) ? "CWE" : "CE", raw),
        FhirString { Value: { Length: > 0 } text } => OfText(text),
        Markdown { Value: { Length: > 0 } text } => OfText(text),
        FhirBoolean { Value: { } yes } => new("ID", yes ? "Y" : "N"),
        Integer { Value: { } number } => new("NM", Text(number)),
        FhirDateTime or Date or Instant when Times.Of(value, f.Draft.Context.Offset) is { } time =>
            new(f.Draft.IsAtLeast(2, 6) ? "DTM" : "TS", time),
        Time { Value: { } time } => new("TM", time.Replace(":", "", StringComparison.Ordinal)),
        Period period => OfPeriod(period, f.Draft.Context.Offset),
        SampledData { Data: { } data } => new("NA", data.Replace(' ', '^')),
        Attachment attachment => OfAttachment(attachment),
        _ => null,
    };

    /// <summary>A number with the digits it has.</summary>
    public static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Text of one line is ST, of several FT.</summary>
    public static WrittenValue OfText(string text) => text.AsSpan().ContainsAny('\r', '\n')
        ? new("FT", Hl7Escapes.EscapeFormatted(text, Hl7Separators.Usual))
        : new("ST", Parts.Escape(text)!);

    /// <summary>A document: inside (ED) or elsewhere (RP).</summary>
    public static WrittenValue? OfAttachment(Attachment attachment)
    {
        var (type, subtype) = MediaOf(attachment.ContentType);
        if (attachment.Data is { } data)
            return new("ED", $"^{type}^{Parts.Escape(subtype)}^Base64^{Convert.ToBase64String(data)}");
        return attachment.Url is { Length: > 0 } url
            ? new("RP", Parts.Components(Parts.Escape(url), null, type, Parts.Escape(subtype))!)
            : null;
    }

    private static WrittenValue? OfRange(Hl7.Fhir.Model.Range range) => (range.Low?.Value, range.High?.Value) switch
    {
        ({ } low, { } high) => new("SN", $"^{Text(low)}^-^{Text(high)}", range.Low),
        ({ } low, null) => new("SN", $">=^{Text(low)}", range.Low),
        (null, { } high) => new("SN", $"<=^{Text(high)}", range.High),
        _ => null,
    };

    private static WrittenValue? OfPeriod(Period period, TimeSpan offset) =>
        Parts.Components(Times.Of(period.StartElement, offset), Times.Of(period.EndElement, offset)) is { } raw
            ? new("DR", raw)
            : null;

    private static string Comparator(Quantity.QuantityComparator? comparator) => comparator switch
    {
        Quantity.QuantityComparator.LessThan => "<",
        Quantity.QuantityComparator.LessOrEqual => "<=",
        Quantity.QuantityComparator.GreaterOrEqual => ">=",
        _ => ">",
    };

    // Tables 0191 and 0291.
    private static (string Type, string? Subtype) MediaOf(string? contentType) => contentType switch
    {
        null => ("AP", null),
        "application/pdf" => ("AP", "PDF"),
        "application/dicom" => ("AP", "DICOM"),
        "text/plain" => ("TEXT", null),
        "text/html" => ("TEXT", "HTML"),
        _ when contentType.StartsWith("image/", StringComparison.Ordinal) => ("IM", SubtypeOf(contentType)),
        _ => ("AP", SubtypeOf(contentType)),
    };

    private static string SubtypeOf(string contentType) =>
        contentType[(contentType.IndexOf('/', StringComparison.Ordinal) + 1)..].ToUpperInvariant();
}
