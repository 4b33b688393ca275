using IntegrationHub.Hub.Configuration;

namespace IntegrationHub.Hub.Roles;

/// <summary>Which roles may run with which settings.</summary>
internal static class RoleRules
{
    /// <summary>Every reason why these roles cannot run so; empty when they can.</summary>
    public static IEnumerable<string> Problems(HubSettings settings, Role roles)
    {
        var together = Role.Gateway | Role.Exchange;
        if (settings.Bus.Transport == BusTransport.InMemory && (roles & together) is Role.Gateway or Role.Exchange)
            yield return $"{HubFile.Name}: bus.transport: inmemory carries messages inside one process only, so gateway and "
                + "exchange must run together; use rabbitmq to run them apart.";
        if (settings.Bus.Transport == BusTransport.InMemory && roles == Role.Dashboard)
            yield return $"{HubFile.Name}: bus.transport: inmemory: the dashboard alone would see nothing; run it with "
                + "gateway and exchange, or use rabbitmq.";
        if (settings.Database == ExchangeDatabase.Sqlite && roles.HasFlag(Role.Dashboard)
            && !roles.HasFlag(Role.Exchange))
            yield return $"{HubFile.Name}: exchange.database: sqlite belongs to one process: run the dashboard with the "
                + "exchange, or use postgres.";
    }
}
