using System.CommandLine;

namespace IntegrationHub.Hub.Roles;

/// <summary>What a verb adds to the roles: the demo its start page, simulated hospitals and demo.json.</summary>
internal interface IRoleExtra
{
    void Add(IServiceCollection services);

    void Map(IEndpointRouteBuilder routes);

    /// <summary>Called once everything listens.</summary>
    Task ReadyAsync(WebApplication app, InvocationConfiguration io, CancellationToken ct);
}
