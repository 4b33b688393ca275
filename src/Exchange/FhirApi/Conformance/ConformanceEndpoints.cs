using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Scalar.AspNetCore;

namespace IntegrationHub.Exchange;

/// <summary>What describes the API beside <c>/fhir</c>: OpenAPI with a page to read it, SMART at the root.</summary>
internal static class ConformanceEndpoints
{
    // Hospitals have no Internet: the page may load nothing from elsewhere, whatever a later version would like to.
    private const string OnlyFromHere =
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'";

    public static void MapConformance(this IEndpointRouteBuilder routes)
    {
        var openApi = new OpenApi(routes.ServiceProvider.GetRequiredService<FhirRoutes>());
        var smart = routes.ServiceProvider.GetRequiredService<SmartConfiguration>();
        routes.MapGet("/openapi/fhir.json", () => Results.Bytes(openApi.Document(), "application/json"));
        routes.MapGet("/.well-known/smart-configuration",
            (HttpRequest request) => Results.Bytes(
                smart.Answer($"{request.Scheme}://{request.Host}{request.PathBase}").Json, "application/json"));
        routes.MapScalarApiReference("/openapi", page =>
            {
                page.WithTitle("IntegrationHub FHIR R4 API").WithOpenApiRoutePattern("/openapi/fhir.json");
                page.DisableDefaultFonts().DisableAgent().DisableTelemetry();
                page.ShowDeveloperTools = DeveloperToolsVisibility.Never; // they lead to services on the Internet
            })
            .AddEndpointFilter(async (context, next) =>
            {
                context.HttpContext.Response.Headers.ContentSecurityPolicy = OnlyFromHere;
                return await next(context);
            });
    }
}
