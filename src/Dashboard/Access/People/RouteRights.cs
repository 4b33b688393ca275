using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;

namespace IntegrationHub.Dashboard;

/// <summary>The right a route of the desk needs. A route without one, and without <see cref="OpenDoor"/>, opens to nobody.</summary>
/// <param name="Right">Checked by <see cref="OpsGate"/> before anything of the request is read.</param>
internal sealed record RouteRight(DeskRight Right);

/// <summary>Says at the route what it needs.</summary>
internal static class RouteRights
{
    internal static TRoute Needs<TRoute>(this TRoute route, DeskRight right)
        where TRoute : IEndpointConventionBuilder => route.WithMetadata(new RouteRight(right));
}
