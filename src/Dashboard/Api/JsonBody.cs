using System.Text.Json;
using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationHub.Dashboard;

/// <summary>Reads a JSON body with a named limit; anything else is the caller's mistake.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    internal static async Task<Result<JsonElement>> ReadAsync(HttpContext http, long mostBytes, CancellationToken ct)
    {
        if (!http.Request.HasJsonContentType())
            return HubError.FieldMalformed("Content-Type", "application/json");
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = mostBytes;
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, Strict, ct);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return HubError.FieldMalformed("body", "JSON of at most 8 levels without repeated members");
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return HubError.LimitExceeded("The body", mostBytes, "body");
        }
    }
}
