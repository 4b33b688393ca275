using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IntegrationHub.Exchange;

/// <summary>Composition of accounts.</summary>
internal static class PeopleServices
{
    public static IServiceCollection AddPeople(this IServiceCollection services)
    {
        services.TryAddSingleton<IDeskTrail, AuditDeskTrail>();
        services.TryAddSingleton<SessionDesk>();
        services.TryAddSingleton<LoginDesk>();
        services.TryAddSingleton<ExternalLogin>();
        services.TryAddSingleton<PeopleDesk>();
        services.TryAddSingleton<PersonTokens>();
        return services;
    }
}
