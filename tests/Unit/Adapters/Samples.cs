using IntegrationHub.Adapters;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Unit.Adapters;

/// <summary>The sample cases under <c>contracts/his</c> and the small network they play in.</summary>
internal static class Samples
{
    public static readonly MemberDirectory Network = new(
    [
        new() { Id = "city", Name = "市人民医院", Tier = Tier.City, Facilities = ["CITY01"], Gateway = "g" },
        new() { Id = "county", Name = "县人民医院", Tier = Tier.County, Facilities = ["COUNTY01"], Gateway = "g" },
        new() { Id = "township", Name = "上街镇卫生院", Tier = Tier.Township, Facilities = ["TOWN01"], Gateway = "g" },
        new() { Id = "village", Name = "聂寨村卫生室", Tier = Tier.Village, Facilities = ["VILL01"], Gateway = "g" },
    ]);

    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string His => Path.Combine(Root, "contracts", "his");

    /// <summary>Folders of all cases, relative to <c>contracts/his</c>.</summary>
    public static IReadOnlyList<string> Cases { get; } =
    [
        .. Directory.GetFiles(His, "in.hl7", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(His, Path.GetDirectoryName(f)!))
            .Order(StringComparer.Ordinal),
    ];

    public static Hl7Message Read(string @case)
    {
        var bytes = File.ReadAllBytes(Path.Combine(His, @case, "in.hl7"));
        return Hl7Message.Parse(Hl7Charset.Decode(bytes, "auto").Value.Text).Value;
    }

    public static ConversionContext Context(Hl7Message message) =>
        Context(Network.FindByFacility(message.Header.SendingFacility)!.Id);

    public static ConversionContext Context(string member) => new()
    {
        MessageId = new Guid("0195a000-0000-7000-8000-000000000000"),
        Member = member,
        Channel = member + "-his",
        ReceivedAt = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero),
        Members = Network,
    };

    private static string Find(string from) =>
        File.Exists(Path.Combine(from, "IntegrationHub.sln"))
            ? from
            : Find(Path.GetDirectoryName(from) ?? throw new InvalidOperationException("No IntegrationHub.sln above."));
}
