using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Exchange;

/// <summary>The FHIR R4 API.</summary>
public static class FhirEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps <c>/fhir</c>. Needs no other middleware: it checks tokens itself.</summary>
    public static IEndpointRouteBuilder MapFhir(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var services = routes.ServiceProvider;
        var door = services.GetRequiredService<FhirDoor>();
        var reads = services.GetRequiredService<FhirReads>();
        var search = services.GetRequiredService<FhirSearch>();
        var capabilities = services.GetRequiredService<Capabilities>();

        var fhir = routes.MapGroup("/fhir");
        fhir.MapMethods("/metadata", Reading,
            door.Open("capabilities", r => Task.FromResult(capabilities.Answer(r)), anonymous: true));
        fhir.MapMethods("/{type}", Reading, door.Open("search-type", search.GetAsync));
        fhir.MapPost("/{type}/_search", door.Open("search-type", search.PostAsync));
        fhir.MapMethods("/{type}/_history", Reading, door.Open("history-type", reads.TypeHistoryAsync));
        fhir.MapMethods("/{type}/{id}", Reading, door.Open("read", reads.ReadAsync));
        fhir.MapMethods("/{type}/{id}/_history", Reading, door.Open("history-instance", reads.HistoryAsync));
        fhir.MapMethods("/{type}/{id}/_history/{version}", Reading, door.Open("vread", reads.VersionAsync));
        fhir.Map("/{**path}", door.Open("unknown", r => Task.FromResult(Unknown(r))));
        return routes;
    }

    // Whatever no other route took: a method that is not offered on a path that exists, or no such path.
    private static FhirAnswer Unknown(FhirRequest request)
    {
        var path = (request.Http.Request.RouteValues["path"] as string ?? "")
            .Split('/', StringSplitOptions.RemoveEmptyEntries);
        var allowed = path switch
        {
            ["metadata"] => "GET, HEAD",
            [_, "_search"] when IsKnown(path[0]) => "POST",
            [_] or [_, _] or [_, _, "_history"] or [_, _, "_history", _] when IsKnown(path[0]) => "GET, HEAD",
            _ => null,
        };
        return allowed is null
            ? request.Refuse(HubError.NotFound("This path"))
            : request.Refuse(new HubError(HubErrorCode.NotSupported, $"Only {allowed} is offered here.")) with
            {
                Headers = [("Allow", allowed)],
            };
    }

    private static bool IsKnown(string type) => SearchParameters.Of(type).Count > 0;
}
