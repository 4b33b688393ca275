using System.Globalization;
using Hl7.Fhir.Model;

namespace IntegrationHub.EndToEnd.Clients;

/// <summary>Writes a value found in a resource as a client would ask for it.</summary>
internal static class QueryValue
{
    private const int Prefix = 30;

    /// <returns>Modifier and text of the value; null when nothing can be asked for (no code, contained reference …).</returns>
    public static (string Modifier, string Text)? Of(Base value, SearchParamType type) => type switch
    {
        SearchParamType.Token => Plain(Token(value)),
        SearchParamType.String => Plain(Escape(Text(value))),
        SearchParamType.Reference => Reference(value),
        SearchParamType.Date => Plain(Date(value)),
        SearchParamType.Number => Plain(Number(value)),
        SearchParamType.Quantity => Plain(Quantity(value)),
        SearchParamType.Uri => Plain(Escape((value as PrimitiveType)?.JsonValue as string)),
        _ => null,
    };

    private static (string, string)? Plain(string? text) => string.IsNullOrWhiteSpace(text) ? null : ("", text);

    private static string? Token(Base value) => value switch
    {
        Coding { Code: not null } v => $"{Escape(v.System)}|{Escape(v.Code)}",
        CodeableConcept v => v.Coding.Where(c => c.Code is not null).Select(Token).FirstOrDefault(),
        Identifier { Value: not null } v => v.System is null ? Escape(v.Value) : $"{Escape(v.System)}|{Escape(v.Value)}",
        ContactPoint { Value: not null } v => Escape(v.Value),
        PrimitiveType { JsonValue: bool v } => v ? "true" : "false",
        PrimitiveType v => Escape(v.JsonValue?.ToString()),
        _ => null,
    };

    private static string? Text(Base value) => Cut(value switch
    {
        HumanName v => v.Family ?? v.Text ?? v.Given.FirstOrDefault(),
        Address v => v.Text ?? v.City ?? v.Line.FirstOrDefault() ?? v.Country,
        PrimitiveType v => v.JsonValue?.ToString(),
        _ => null,
    });

    private static (string, string)? Reference(Base value) => value switch
    {
        ResourceReference { Reference: { } url } when url.StartsWith('#') => null,
        ResourceReference { Reference: { } url } => ("", Escape(url.Split("/_history/")[0])!),
        ResourceReference { Identifier.Value: not null } v => (":identifier", Token(v.Identifier)!),
        PrimitiveType { JsonValue: string url } when url.Contains(':', StringComparison.Ordinal) => ("", Escape(url)!),
        _ => null,
    };

    private static string? Date(Base value) => value switch
    {
        Period { Start: { } start } => "ge" + start,
        Period { End: { } end } => "le" + end,
        Timing v => v.Event.FirstOrDefault() ?? (v.Repeat?.Bounds is Period p ? Date(p) : null),
        FhirString => null, // "daily": not a date
        PrimitiveType v => v.JsonValue as string ?? (v as Instant)?.ToString(),
        _ => null,
    };

    private static string? Number(Base value) => value switch
    {
        Hl7.Fhir.Model.Range { Low.Value: { } low } => "ge" + low.ToString(CultureInfo.InvariantCulture),
        PrimitiveType v => Convert.ToString(v.JsonValue, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string? Quantity(Base value) => value switch
    {
        Hl7.Fhir.Model.Quantity { Value: { } n, Comparator: null } v =>
            string.Create(CultureInfo.InvariantCulture, $"{n}|{Escape(v.System)}|{Escape(v.Code ?? v.Unit)}"),
        Money { Value: { } n } v => string.Create(CultureInfo.InvariantCulture, $"{n}"),
        Hl7.Fhir.Model.Range { Low: { } low } => "ge" + Quantity(low),
        _ => null,
    };

    private static string? Cut(string? text) => text is { Length: > Prefix } ? text[..Prefix].TrimEnd() : text;

    private static string? Escape(string? text) => text?.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("$", "\\$", StringComparison.Ordinal);
}
