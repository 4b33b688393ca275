using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using IntegrationHub.Shared.Servers;
using IntegrationHub.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Makes an empty database and says how to reach it.</summary>
public delegate Task<(string? Postgres, string? Sqlite)> EmptyDatabase();

/// <summary>One exchange over a real database, without a broker: what it sends is recorded.</summary>
internal sealed class ExchangeRig : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private ExchangeRig(ServiceProvider services, RecordingBus bus) => (this.services, Bus) = (services, bus);

    public static MemberDirectory Members { get; } = new(
    [
        Member("city", Tier.City),
        Member("county", Tier.County),
        Member("town", Tier.Township),
        Member("village", Tier.Village),
    ]);

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public RecordingBus Bus { get; }

    public HubDb Db => Get<HubDb>();

    public ExchangeDesk Desk => Get<ExchangeDesk>();

    public static async Task<ExchangeRig> StartAsync((string? Postgres, string? Sqlite) database, int poisonLimit = 5)
    {
        var bus = new RecordingBus();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IExchangeBus>(bus);
        services.AddExchange(Options(database) with { PoisonLimit = poisonLimit, GapPatience = TimeSpan.Zero });
        services.AddSingleton<IGatewayDesk, NoGateways>();
        var rig = new ExchangeRig(services.BuildServiceProvider(), bus);
        foreach (var start in rig.services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            await start.StartingAsync(Ct);
        return rig;
    }

    public static ExchangeOptions Options((string? Postgres, string? Sqlite) database) => new()
    {
        Members = Members,
        Postgres = database.Postgres,
        SqliteFile = database.Sqlite,
        FhirBase = "https://hub.test/fhir",
        ReceiptPatience = TimeSpan.Zero,
    };

    public static async Task<(string? Postgres, string? Sqlite)> PostgresAsync()
    {
        var server = await PostgresServer.SharedAsync();
        return (await server.CreateDatabaseAsync(Ct), null);
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public Task TakeAsync(params MessageConverted[] messages) =>
        Get<IntakeDesk>().TakeAsync([.. messages.Select(IntakeItem.Of)], Ct);

    public Task TakeAsync(StreamTombstone tombstone) => Get<IntakeDesk>().TakeAsync([IntakeItem.Of(tombstone)], Ct);

    /// <summary>The newest receipt of a message; null when there is none.</summary>
    public MessageReceipt? ReceiptOf(Guid messageId) =>
        Bus.Of<MessageReceipt>().LastOrDefault(r => r.MessageId == messageId);

    /// <summary>Runs the relay once and returns what it sent to a member's gateway.</summary>
    public async Task<IReadOnlyList<DeliveryRequested>> RelayAsync(string member)
    {
        await Get<DeliveryRelay>().RunOnceAsync(Ct);
        return [.. Bus.Of<DeliveryRequested>().Where(d => d.Recipient == member)];
    }

    /// <summary>Everything a search finds.</summary>
    public async Task<SearchPage> SearchAsync(string type, params (string Name, string Value)[] parameters)
    {
        var query = SearchParser.Parse(
            type, parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)), DateTimeOffset.UnixEpoch);
        await using var reader = await Db.ReadAsync(Ct);
        return (await Searches.RunAsync(reader, query.Value, Ct)).Value;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static Member Member(string id, Tier tier) => new()
    {
        Id = id,
        Name = id,
        Tier = tier,
        Facilities = [id.ToUpperInvariant()],
        Gateway = "gw-" + id,
    };

    private sealed class NoGateways : IGatewayDesk
    {
        public IReadOnlyList<string> Gateways => [];

        public Task<IReadOnlyList<GatewayStatus>> StatusesAsync(CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<(LedgerPage Page, IReadOnlyList<HubError> Silent)> LedgerAsync(
            AskLedger ask, string? gateway, CancellationToken ct) => throw new NotSupportedException();

        public Task<GatewayAnswers<TraceAnswer>> TraceAsync(string id, string? member, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<Result<MessageContent>> ContentAsync(Guid messageId, string? member, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<Result<CommandAnswer>> ReplayAsync(string gateway, CommandReplay command, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<Result<CommandAnswer>> SetChannelAsync(
            string gateway, CommandChannel command, CancellationToken ct) =>
            throw new NotSupportedException();
    }
}
