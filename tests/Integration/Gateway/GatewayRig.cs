using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Gateway.Bus;
using IntegrationHub.Gateway.Delivery;
using IntegrationHub.Gateway.Mllp;
using IntegrationHub.Gateway.Relay;
using IntegrationHub.Store.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace IntegrationHub.Integration.Gateway;

/// <summary>A whole gateway on real sockets and a real SQLite file; only the bus and the maps are a test's.</summary>
internal sealed class GatewayRig : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hub-gateway-");
    private IHost? host;

    /// <summary>The members: one with a UTF-8 and a GB18030 channel, one that is told.</summary>
    public static MemberDirectory Members { get; } = new(
    [
        new() { Id = "county", Name = "县医院", Tier = Tier.County, Facilities = ["H1"], Gateway = "g1" },
        new() { Id = "township", Name = "卫生院", Tier = Tier.Township, Facilities = ["T1"], Gateway = "g1" },
    ]);

    public RecordingBus Bus { get; private set; } = new();

    public GatewayLimits Limits { get; init; } = new()
    {
        FrameBytes = 64 * 1024,
        FrameSilence = TimeSpan.FromMilliseconds(300),
        ReceiptFirst = TimeSpan.FromMilliseconds(400),
        DeliveryGapWait = TimeSpan.FromMilliseconds(600),
        PublishDeadline = TimeSpan.FromSeconds(2),
        ConfirmSilence = TimeSpan.FromSeconds(1),
    };

    public Func<InboundChannel, InboundChannel> Inbound { get; init; } = c => c;

    public IReadOnlyList<OutboundChannel> Outbound { get; set; } = [];

    public IntegrationHub.Store.Sealing.Sealer Sealer { get; set; } = IntegrationHub.Store.Sealing.Sealer.None;

    public IBusWatch? Watch { get; init; }

    /// <summary>Data directory other than a temporary folder.</summary>
    public string? Disk { get; init; }

    public string DataDirectory => Disk ?? folder.FullName;

    public GatewayJournal Journal => Get<GatewayJournal>();

    public T Get<T>()
        where T : class => host!.Services.GetRequiredService<T>();

    public int Port(string channel = "his") => Get<MllpPorts>().Find(channel)!.Address.Port;

    public async Task<GatewayRig> StartAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IHubBus>(Bus);
        builder.Services.AddSingleton(TestMaps.In);
        builder.Services.AddSingleton<DeliveryMap>(TestMaps.Out);
        if (Watch is not null)
            builder.Services.AddSingleton(Watch);
        builder.Services.AddGateway(new()
        {
            Name = "g1",
            DataDirectory = DataDirectory,
            Members = Members,
            Limits = Limits,
            Sealer = Sealer,
            Inbound =
            [
                Inbound(Channel("his", "auto")), Inbound(Channel("gb", "GB18030")), Inbound(Channel("utf8", "UTF-8")),
            ],
            Outbound = Outbound,
        });
        host = builder.Build();
        await host.StartAsync(ct);
        return this;
    }

    /// <summary>Stops and starts on the same data, with a new bus.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        Bus = new();
        await StartAsync();
    }

    public async Task StopAsync()
    {
        if (host is null)
            return;
        await host.StopAsync(CancellationToken.None);
        host.Dispose();
        host = null;
    }

    /// <summary>The exchange's word on a message.</summary>
    public Task ReceiptAsync(Guid id, ReceiptOutcome outcome = ReceiptOutcome.Stored, int attempt = 1) =>
        Get<ReceiptDesk>().ReceiveAsync(
            new()
            {
                MessageId = id,
                Attempt = attempt,
                Outcome = outcome,
                Errors = outcome == ReceiptOutcome.Stored ? [] : [new(HubErrorCode.Conflict, "No.")],
                At = TimeProvider.System.GetUtcNow(),
            },
            CancellationToken.None);

    public LedgerPage Ledger(string? state = null) =>
        Journal.Read(s => s.Ledger(new() { State = state }, "g1"));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Delete(recursive: true);
    }

    private static InboundChannel Channel(string name, string charset) =>
        new() { Name = name, Member = "county", Address = "127.0.0.1", Port = 0, Charset = charset };
}
