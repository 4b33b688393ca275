using IntegrationHub.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>Composition of the exchange.</summary>
public static class ExchangeServices
{
    /// <summary>
    /// Everything of an exchange process: database, intake, sharing, outbox relay, FHIR API and desk.
    /// </summary>
    /// <remarks>The bus is the host's: it calls <see cref="ExchangeBus"/> while it configures MassTransit.</remarks>
    public static IServiceCollection AddExchange(this IServiceCollection services, ExchangeOptions options)
    {
        services.AddHostedService<ExchangeStart>();
        services.AddExchangeDesk(options);

        services.AddSingleton<DeadLetterFilter>();
        services.AddSingleton<RelayLimits>();
        services.AddSingleton<DeliveryRelay>();
        services.AddHostedService(s => s.GetRequiredService<DeliveryRelay>());
        services.AddSingleton<GapWatch>();
        services.AddHostedService(s => s.GetRequiredService<GapWatch>());

        services.AddHostedService<DepthWatch>();
        services.AddSingleton<AuditLinker>();
        services.AddHostedService(s => s.GetRequiredService<AuditLinker>());

        return services.AddFhirApi();
    }

    private static IServiceCollection AddFhirApi(this IServiceCollection services)
    {
        services.AddSingleton<FhirDoor>();
        services.AddSingleton<AuditDoor>();
        services.AddSingleton<WriteAudit>();
        services.AddSingleton<AuditQuestions>();
        services.AddSingleton<AccessesOperation>();
        services.AddSingleton<ClientLimits>();
        services.AddSingleton<AddressLimits>();
        services.AddSingleton<BodyMemory>();
        services.AddSingleton<DoorLimits>();
        services.AddSingleton<FhirRoutes>();
        services.AddSingleton<Capabilities>();
        services.AddSingleton<FhirReads>();
        services.AddSingleton<FhirHistories>();
        services.AddSingleton<FhirSearch>();
        services.AddSingleton<WriteRules>();
        services.AddSingleton<ConditionSearch>();
        services.AddSingleton<WriteDesk>();
        services.AddSingleton<FhirWrites>();
        services.AddSingleton<FhirPatches>();
        services.AddSingleton<BundleDesk>();
        services.AddSingleton<FhirOperations>();
        services.AddSingleton<MetaOperations>();
        services.AddSingleton<EverythingOperation>();
        services.AddSingleton<LastNOperation>();
        services.AddSingleton<ExpungeOperation>();
        services.AddSingleton<ReindexOperation>();
        services.AddSingleton<IndexWatch>();
        services.AddHostedService(s => s.GetRequiredService<IndexWatch>());
        services.AddHostedService<RevocationWatch>();
        services.AddSingleton<ValidateOperation>();
        services.AddSingleton<BreakGlassOperation>();
        services.AddSingleton<KeySets>();
        services.AddSingleton<IssuerTokens>();
        services.AddSingleton<Callers>();
        services.AddSingleton<ClientAssertions>();
        services.AddSingleton<TokenDesk>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<SmartConfiguration>();
        return services;
    }

    /// <summary>
    /// Only <see cref="ExchangeDesk"/> and <see cref="IGatewayDesk"/>, for a process with the dashboard alone.
    /// </summary>
    public static IServiceCollection AddExchangeDesk(this IServiceCollection services, ExchangeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(options);
        services.TryAddSingleton(Open);
        services.TryAddSingleton<ExchangeMeter>();
        services.TryAddSingleton<IExchangeBus, MassTransitBus>();
        services.TryAddSingleton<IGatewayDesk, GatewayDesk>();
        services.TryAddSingleton<ClientTokens>();
        services.TryAddSingleton<CallerView>();
        services.TryAddSingleton<BrokenGlassDesk>();
        services.AddSingleton<IAccessNotice, GlassAudit>();
        services.TryAddSingleton(_ => new OutboundGuard(options.Access.Outbound));
        services.TryAddSingleton<ClientDesk>();
        services.AddPeople();
        services.AddAudit();
        services.AddIntake();
        services.TryAddSingleton(s => new ExchangeDesk(
            s.GetRequiredService<HubDb>(), s.GetRequiredService<IntakeLedger>(), s.GetRequiredService<IntakeDesk>(),
            s.GetRequiredService<PostRoom>(), s.GetRequiredService<ILogger<ExchangeDesk>>()));
        return services;
    }

    // The desk needs it too: releasing a blocked stream applies what waits behind.
    private static void AddIntake(this IServiceCollection services)
    {
        services.TryAddSingleton<Patience>();
        services.TryAddSingleton<PostRoom>();
        services.TryAddSingleton<ResidentDesk>();
        services.TryAddSingleton<ReferralDesk>();
        services.TryAddSingleton<SharingDesk>();
        services.TryAddSingleton<BundleResolution>();
        services.TryAddSingleton<MessageApplication>();
        services.TryAddSingleton<IntakeLedger>();
        services.TryAddSingleton<ParkedMessages>();
        services.TryAddSingleton<IntakeDesk>();
    }

    private static HubDb Open(IServiceProvider services)
    {
        var options = services.GetRequiredService<ExchangeOptions>();
        var clock = services.GetRequiredService<TimeProvider>();
        var policy = (options.Policy ?? AccessPolicy.None) with { Members = options.Members };
        return (options.Postgres, options.SqliteFile) switch
        {
            ({ } connection, null) => HubDb.Postgres(connection, clock, policy, options.Sealer),
            (null, { } file) => HubDb.Sqlite(file, clock, policy, options.Sealer),
            _ => throw new InvalidOperationException("Name either a PostgreSQL database or a SQLite file."),
        };
    }
}
