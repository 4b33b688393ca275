using IntegrationHub.Contracts;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Exchange;

internal enum FhirFormat
{
    Json,
    Xml,

    /// <summary>A Binary as its own content type.</summary>
    Raw,
}

/// <summary>Which of the two FHIR formats the client wants (FHIR R4 http.html, content negotiation).</summary>
internal static class FhirFormats
{
    public const string JsonType = "application/fhir+json; charset=utf-8";
    public const string XmlType = "application/fhir+xml; charset=utf-8";

    private static readonly Dictionary<string, FhirFormat> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["json"] = FhirFormat.Json,
        ["application/json"] = FhirFormat.Json,
        ["application/fhir+json"] = FhirFormat.Json,
        ["text/json"] = FhirFormat.Json,
        ["*/*"] = FhirFormat.Json,
        ["application/*"] = FhirFormat.Json,
        ["text/html"] = FhirFormat.Json, // a browser: plain JSON is readable enough
        ["xml"] = FhirFormat.Xml,
        ["application/xml"] = FhirFormat.Xml,
        ["application/fhir+xml"] = FhirFormat.Xml,
        ["text/xml"] = FhirFormat.Xml,
    };

    /// <summary>The format of a body; null when it is no FHIR.</summary>
    public static FhirFormat? OfContent(string mediaType) => mediaType switch
    {
        "application/fhir+json" or "application/json" or "text/json" => FhirFormat.Json,
        "application/fhir+xml" or "application/xml" or "text/xml" => FhirFormat.Xml,
        _ => null,
    };

    /// <summary>
    /// As <see cref="Choose(string, IEnumerable{string})"/>, but what is no FHIR asks for the bytes themselves.
    /// </summary>
    public static Result<FhirFormat> ChooseForBinary(string? format, IEnumerable<string?> accept) =>
        Choose(format, accept) is { IsOk: true } known ? known
        : string.IsNullOrEmpty(format) && MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out _)
            ? FhirFormat.Raw
            : NotAcceptable("Accept");

    /// <param name="format">The <c>_format</c> parameter; it beats the header.</param>
    /// <param name="accept">The <c>Accept</c> header lines.</param>
    /// <returns>The format, or <see cref="HubErrorCode.NotAcceptable"/>.</returns>
    public static Result<FhirFormat> Choose(string? format, IEnumerable<string?> accept)
    {
        if (!string.IsNullOrEmpty(format))
            return Known.TryGetValue(format.Replace(' ', '+'), out var named) ? named : NotAcceptable("_format");

        if (accept is IReadOnlyList<string?> { Count: 1 } one && one[0] is { } single
            && Known.TryGetValue(single, out var usual))
            return usual;
        var wanted = accept.OfType<string>().Where(a => a.Length > 0).ToList();
        if (wanted.Count == 0)
            return FhirFormat.Json;
        if (!MediaTypeHeaderValue.TryParseList(wanted, out var types))
            return NotAcceptable("Accept");
        foreach (var type in types.Where(t => t.Quality is not 0).OrderByDescending(t => t.Quality ?? 1))
        {
            if (Known.TryGetValue(type.MediaType.Value ?? "", out var known))
                return known;
        }

        return NotAcceptable("Accept");
    }

    private static HubError NotAcceptable(string path) => new(
        HubErrorCode.NotAcceptable, "Only application/fhir+json and application/fhir+xml are served.", path);
}
