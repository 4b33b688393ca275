using IntegrationHub.Contracts;

namespace IntegrationHub.Integration.Dashboard;

/// <summary>A county on a working morning: two gateways, five channels, one dead letter, one way through.</summary>
internal static class DeskScene
{
    public static readonly Guid Stored = new("0198f000-0000-7000-8000-000000000001");
    public static readonly Guid Dead = new("0198f000-0000-7000-8000-000000000002");

    public static readonly Guid Undelivered = new("0198f000-0000-7000-8000-000000000003");

    public static readonly MemberDirectory Members = new(
    [
        Member("city-hospital", "青山市第一医院", "Qingshan First Hospital", Tier.City, "city"),
        Member("county-general", "云溪县人民医院", "Yunxi County General Hospital", Tier.County, "county"),
        Member("town-clinic", "河东镇卫生院", "Hedong Township Health Centre", Tier.Township, "county"),
    ]);

    public const string Raw =
        "MSH|^~\\&|LIS|YXRMYY|HUB|HUB|20260302090000||ORU^R01|YX-0007|P|2.5.1|||||CHN|GB 18030-2000\r"
        + "PID|1||MR0042^^^YXRMYY^MR||测试患者^<script>alert(1)</script>||19800101|F\r"
        + "OBR|1|PL-77|FL-91|GLU^葡萄糖^L\rOBX|1|NM|GLU^葡萄糖^L||5.6|mmol/L|3.9-6.1||||F\r";

    public static FakeGatewayDesk Fill(FakeGatewayDesk desk, DateTimeOffset now)
    {
        desk["city"].Status = Report("city", now,
            Channel("city-his", "city-hospital", "in", 1284, 0) with { LastMessageAt = now.AddSeconds(-3) },
            Channel("city-his-out", "city-hospital", "out", 203, 0) with { LastMessageAt = now.AddMinutes(-2) });
        desk["county"].Status = Report("county", now,
            Channel("county-lis", "county-general", "in", 96_410, 1) with { LastMessageAt = now.AddSeconds(-1), Waiting = 4 },
            Channel("county-his-out", "county-general", "out", 511, 0) with
            {
                State = ChannelState.Failed,
                Problem = "127.0.0.1:2601 refuses the connection.",
            },
            Channel("town-his", "town-clinic", "in", 88, 0) with { State = ChannelState.Stopped });
        desk["county"].Lines.AddRange([LineOf(Stored, "YX-0006", "stored", now), LineOf(Dead, "YX-0007", "dead", now)]);
        desk["county"].Traces.Add(new() { MessageId = Stored, Line = LineOf(Stored, "YX-0006", "stored", now), Steps = Way(now) });
        desk["county"].Traces.Add(new() { MessageId = Dead, Line = LineOf(Dead, "YX-0007", "dead", now), Steps = Way(now)[..2] });
        desk["city"].Lines.Add(LineOf(Undelivered, "HUB-17", "undelivered", now) with
        {
            Gateway = "city",
            Channel = "city-his-out",
            Event = "Result",
            Ack = "AR",
            Errors = Errors[..1],
        });
        desk["city"].Traces.Add(new() { MessageId = Stored, Steps = Delivered(now) });
        desk["county"].Contents[Dead] = new()
        {
            Found = true,
            Raw = Raw,
            Charset = "GB18030",
            Ack = "MSH|^~\\&|HUB|HUB|LIS|YXRMYY\rMSA|AA|YX-0007\r",
            Unread = ["PV1-44", "OBX[1]-16"],
            Errors = Errors,
            BundleJson = """{"resourceType":"Bundle","type":"transaction"}""",
        };
        desk["county"].Contents[Stored] = desk["county"].Contents[Dead] with { Errors = Errors[..1] }; // a warning
        return desk;
    }

    public static LedgerLine LineOf(Guid id, string controlId, string state, DateTimeOffset now) => new()
    {
        MessageId = id,
        Gateway = "county",
        Channel = "county-lis",
        Facility = "YXRMYY",
        ControlId = controlId,
        Event = "ORU^R01",
        State = state,
        Ack = "AA",
        Conflict = false,
        ReceivedAt = now.AddMinutes(-5),
        StateAt = now.AddMinutes(-4),
        Errors = state == "dead" ? Errors : [],
    };

    private static readonly HubError[] Errors =
    [
        new(HubErrorCode.FieldMalformed, "The value is not a date.", "PID-7"),
        new(HubErrorCode.FieldMissing, "The observation code is required and absent.", "OBX[1]-3"),
    ];

    private static TraceStep[] Way(DateTimeOffset now) =>
    [
        new(now.AddMilliseconds(-900), "gateway:county", "received", "mllp county-lis, GB18030, 1,204 bytes"),
        new(now.AddMilliseconds(-898), "gateway:county", "acknowledged", "AA"),
        new(now.AddMilliseconds(-870), "gateway:county", "converted", "11 resources, 2 fields unread"),
        new(now.AddMilliseconds(-850), "bus", "published", "hub.intake.3"),
        new(now.AddMilliseconds(-800), "exchange", "stored", "attempt 1"),
    ];

    private static TraceStep[] Delivered(DateTimeOffset now) =>
    [
        new(now.AddMilliseconds(-700), "gateway:city", "queued", "delivery 17 to city-hospital"),
        new(now.AddMilliseconds(-600), "member:city-hospital", "delivered", "ORU^R01, AA"),
    ];

    private static Member Member(string id, string name, string nameEn, Tier tier, string gateway) => new()
    {
        Id = id,
        Name = name,
        NameEn = nameEn,
        Tier = tier,
        Facilities = [id.ToUpperInvariant()],
        Gateway = gateway,
    };

    private static GatewayStatus Report(string name, DateTimeOffset now, params ChannelStatus[] channels) => new()
    {
        Gateway = name,
        At = now,
        Channels = channels,
        OutboxPending = 4,
        OutboxOldestSeconds = 1.5,
    };

    private static ChannelStatus Channel(string name, string member, string direction, long count, long dead) => new()
    {
        Name = name,
        Member = member,
        Direction = direction,
        Address = "mllp://0.0.0.0:2575",
        State = ChannelState.Started,
        Received = count,
        Converted = count - dead,
        Done = count - dead,
        Dead = dead,
        Waiting = 0,
        Duplicates = 3,
        Refused = 1,
    };
}
