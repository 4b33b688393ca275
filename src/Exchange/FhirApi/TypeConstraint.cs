using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Exchange;

/// <summary>Lets a path segment be a resource type only, so that other paths are found to be unknown.</summary>
internal sealed class TypeConstraint : IRouteConstraint
{
    /// <summary>The type in a path.</summary>
    public const string Type = "type";

    /// <summary>The type inside a compartment.</summary>
    public const string Target = "target";

    private static readonly TypeConstraint Only = new();

    /// <summary>The constraints of every pattern.</summary>
    public static RouteValueDictionary Policies { get; } = new() { [Type] = Only, [Target] = Only };

    public bool Match(
        HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values,
        RouteDirection routeDirection) => values[routeKey] is string type && FhirTypes.IsStored(type);
}
