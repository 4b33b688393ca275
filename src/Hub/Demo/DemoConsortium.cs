using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Configuration.Templates;

namespace IntegrationHub.Hub.Demo;

/// <summary>
/// A made-up consortium of four tiers 市—县—乡—村. Places, names and people do not exist; charsets differ as they do in
/// real counties.
/// </summary>
internal sealed record DemoConsortium(int HttpPort, int MllpPort)
{
    public const string Gateway = "demo";

    /// <summary>Receiving systems listen this far above the first inbound port.</summary>
    private const int SinkOffset = 20;

    /// <summary>First line of files the demo may replace at its next start.</summary>
    private const string Mark = "# Written by hub demo at every start. Delete this line to keep your own changes.";

    public const string City = "zining-city";
    public const string County = "qinghe-county";
    public const string Tcm = "qinghe-tcm";
    public const string Township = "liuhe-township";
    public const string Village = "shiqiao-village";

    public static IReadOnlyList<Member> Members { get; } =
    [
        Of(City, "资宁市第一人民医院", "Zining First People's Hospital", Tier.City, "ZN-CITY", null),
        Of(County, "青禾县人民医院", "Qinghe County People's Hospital", Tier.County, "QH-GENERAL", City),
        Of(Tcm, "青禾县中医医院", "Qinghe County Hospital of TCM", Tier.County, "QH-TCM", City),
        Of(Township, "柳河镇中心卫生院", "Liuhe Township Health Centre", Tier.Township, "LH-TOWNSHIP", County),
        Of(Village, "石桥村卫生室", "Shiqiao Village Clinic", Tier.Village, "SQ-VILLAGE", Township),
    ];

    /// <summary>Ports the hospitals send to, one after the other.</summary>
    public IReadOnlyList<InboundChannel> Inbound =>
        [.. Members.Select((m, i) => new InboundChannel
        {
            Name = $"{m.Id}-his",
            Member = m.Id,
            Address = "127.0.0.1",
            Port = MllpPort + i,
            Charset = CharsetOf(m),
            Facilities = m.Facilities,
        })];

    /// <summary>Simulated systems that receive.</summary>
    public IReadOnlyList<OutboundChannel> Outbound =>
        [.. Members.Select((m, i) => new OutboundChannel
        {
            Name = $"{m.Id}-out",
            Member = m.Id,
            Host = "127.0.0.1",
            Port = MllpPort + SinkOffset + i,
            Charset = CharsetOf(m),
            RetryFirst = TimeSpan.FromSeconds(1),
            RetryMost = TimeSpan.FromSeconds(30),
        })];

    /// <summary>The county hospitals write GB18030, as most systems bought before 2015 do; the others UTF-8.</summary>
    public static string CharsetOf(Member member) => member.Tier == Tier.County ? "GB18030" : "UTF-8";

    /// <summary>The files of the demo's configuration folder.</summary>
    public IReadOnlyDictionary<string, string> Files()
    {
        var url = "http://127.0.0.1:" + HttpPort.ToString(CultureInfo.InvariantCulture);
        var files = new Dictionary<string, string>
        {
            [HubFile.Name] = Marked(HubTemplate.Text(Gateway, "P", url, demo: true)),
            [MembersFile.Name] = Marked(MembersTemplate.Text(Members)),
        };
        foreach (var channel in Inbound)
            files[$"{ChannelFile.Folder}/{channel.Name}.yaml"] = Marked(ChannelTemplate.Inbound(channel));
        foreach (var channel in Outbound)
            files[$"{ChannelFile.Folder}/{channel.Name}.yaml"] = Marked(ChannelTemplate.Outbound(channel));
        return files;
    }

    /// <summary>Writes what is missing and what still carries the mark.</summary>
    public void Write(string folder)
    {
        ConfigurationFolder.Write(folder, Files().Where(f => MayReplace(Path.Combine(folder, f.Key))).ToDictionary());
        ConfigurationFolder.EnsureKey(folder);
    }

    private static bool MayReplace(string file) => !File.Exists(file) || File.ReadLines(file).FirstOrDefault() == Mark;

    private static string Marked(string text) => Mark + "\n" + text;

    private static Member Of(string id, string name, string nameEn, Tier tier, string facility, string? superior) =>
        new()
        {
            Id = id,
            Name = name,
            NameEn = nameEn,
            Tier = tier,
            Facilities = [facility],
            Superior = superior,
            Gateway = Gateway,
        };
}
