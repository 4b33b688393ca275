using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Exchange;

/// <summary>Composition of the exchange.</summary>
public static class ExchangeServices
{
    /// <summary>Everything of an exchange process: database, intake, sharing, outbox relay, FHIR API and desk.</summary>
    /// <remarks>The bus is the host's: it calls <see cref="ExchangeBus"/> while it configures MassTransit.</remarks>
    public static IServiceCollection AddExchange(this IServiceCollection services, ExchangeOptions options)
    {
        services.AddExchangeDesk(options);
        return services;
    }

    /// <summary>Only <see cref="ExchangeDesk"/> and <see cref="IGatewayDesk"/>, for a process with the dashboard alone.</summary>
    public static IServiceCollection AddExchangeDesk(this IServiceCollection services, ExchangeOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<ExchangeDesk>();
        services.AddSingleton<ClientTokens>();
        services.AddSingleton<IGatewayDesk, GatewayDesk>();
        return services;
    }
}
