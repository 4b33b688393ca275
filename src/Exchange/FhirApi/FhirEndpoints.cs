using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Exchange;

/// <summary>The FHIR R4 API.</summary>
public static class FhirEndpoints
{
    /// <summary>Maps <c>/fhir</c>. Needs no other middleware: it checks tokens itself.</summary>
    public static IEndpointRouteBuilder MapFhir(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var door = routes.ServiceProvider.GetRequiredService<FhirDoor>();
        var offered = routes.ServiceProvider.GetRequiredService<FhirRoutes>();

        var fhir = routes.MapGroup("/fhir");
        foreach (var route in offered.All)
            fhir.Map(Pattern(route), door.Open(route)).WithMetadata(new HttpMethodMetadata(route.Methods));
        fhir.Map("/{**path}", door.Open(
            new("{path}", [], "unknown", r => Task.FromResult(offered.Unknown(r)))));
        routes.MapConformance();
        routes.ServiceProvider.GetRequiredService<TokenEndpoint>().Map(routes);
        return routes;
    }

    private static RoutePattern Pattern(FhirRoute route) => RoutePatternFactory.Parse(
        "/" + route.Pattern, defaults: null,
        parameterPolicies: new RouteValueDictionary(TypeConstraint.Policies
            .Where(p => route.Pattern.Contains($"{{{p.Key}}}", StringComparison.Ordinal))));
}
