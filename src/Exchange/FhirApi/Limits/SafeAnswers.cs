using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Exchange;

/// <summary>Headers of every answer of the FHIR API: no cache keeps a record, no browser runs one.</summary>
internal static class SafeAnswers
{
    // A Binary may be HTML a hospital sent: shown in a browser it is text in a box without scripts, or a file.
    private const string Policy = "default-src 'none'; frame-ancestors 'none'; sandbox";

    public static void Apply(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer"; // a search's URL names patients
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
