using IntegrationHub.Dashboard;
using IntegrationHub.Exchange;
using IntegrationHub.Gateway;
using IntegrationHub.Hub.Configuration;

namespace IntegrationHub.Hub.Roles;

/// <summary>Turns the configuration into the options of each role.</summary>
internal static class RoleParts
{
    public static void AddRoles(this IServiceCollection services, HubConfiguration configuration, Role roles)
    {
        if (roles.HasFlag(Role.Exchange))
            services.AddExchange(Exchange(configuration));
        else if (roles.HasFlag(Role.Dashboard))
            services.AddExchangeDesk(Exchange(configuration));
        if (roles.HasFlag(Role.Gateway))
            services.AddGateway(Gateway(configuration));
        if (roles.HasFlag(Role.Dashboard))
            services.AddOpsDesk(configuration.Settings.Ops);
    }

    public static ExchangeOptions Exchange(HubConfiguration configuration)
    {
        var settings = configuration.Settings;
        return new()
        {
            Name = $"{Environment.MachineName}-{Environment.ProcessId}",
            Members = configuration.Members,
            Policy = configuration.Access,
            Sealer = settings.Keys.Sealer,
            Fhir = settings.Fhir,
            Access = settings.Access,
            Audit = settings.Audit with
            {
                AnchorFile = settings.Audit.AnchorFile
                    ?? Path.Combine(settings.DataDirectory, "audit", "anchors.txt"),
                ConfigurationHash = FolderHash.Of(configuration.Folder),
            },
            Postgres = settings.Database == ExchangeDatabase.Postgres ? settings.Connection : null,
            SqliteFile = settings.Database == ExchangeDatabase.Sqlite
                ? Path.Combine(settings.DataDirectory, "exchange.db")
                : null,
        };
    }

    private static GatewayOptions Gateway(HubConfiguration configuration)
    {
        var settings = configuration.Settings;
        bool Ours(string member) => configuration.Members.Find(member)?.Gateway == settings.Gateway;
        return new()
        {
            Name = settings.Gateway,
            DataDirectory = settings.DataDirectory,
            Environment = settings.Environment,
            Sealer = settings.Keys.Sealer,
            Members = configuration.Members,
            Inbound = [.. configuration.Inbound.Where(c => Ours(c.Member))],
            Outbound = [.. configuration.Outbound.Where(c => Ours(c.Member))],
            Limits = new()
            {
                FrameBytes = settings.Limits.FrameBytes,
                ConnectionsPerChannel = settings.Limits.Connections,
                DiskReserveBytes = settings.Limits.DiskReserveMb * 1_000_000L,
            },
        };
    }
}
