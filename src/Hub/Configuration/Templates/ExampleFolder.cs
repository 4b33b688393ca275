using IntegrationHub.Contracts;

namespace IntegrationHub.Hub.Configuration.Templates;

/// <summary>What <c>hub init</c> writes: a county hospital and a township health centre, each with one
/// system.</summary>
internal static class ExampleFolder
{
    private const string Gateway = "gateway-1";

    public static IReadOnlyDictionary<string, string> Files()
    {
        Member[] members =
        [
            new()
            {
                Id = "county-general", Name = "示例县人民医院", NameEn = "Example County People's Hospital",
                Tier = Tier.County, Facilities = ["COUNTY-GENERAL"], Gateway = Gateway,
            },
            new()
            {
                Id = "township-center", Name = "示例镇中心卫生院", NameEn = "Example Township Health Centre",
                Tier = Tier.Township, Facilities = ["TOWNSHIP-CENTER"], Superior = "county-general", Gateway = Gateway,
            },
        ];
        return new Dictionary<string, string>
        {
            [HubFile.Name] = HubTemplate.Text(Gateway, "P", "http://127.0.0.1:8080", demo: false),
            [MembersFile.Name] = MembersTemplate.Text(members),
            ["channels/county-general-his.yaml"] = ChannelTemplate.Inbound(new()
            {
                Name = "county-general-his",
                Member = "county-general",
                Port = 2575,
                Charset = "GB18030",
                Facilities = ["COUNTY-GENERAL"],
            }),
            ["channels/township-center-his.yaml"] = ChannelTemplate.Inbound(new()
            {
                Name = "township-center-his",
                Member = "township-center",
                Port = 2576,
                Charset = "auto",
                Facilities = ["TOWNSHIP-CENTER"],
            }),
            ["channels/township-center-out.yaml"] = ChannelTemplate.Outbound(new()
            {
                Name = "township-center-out",
                Member = "township-center",
                Host = "127.0.0.1",
                Port = 6661,
            }),
            ["codes/items.csv"] = ChannelTemplate.Codes,
        };
    }
}
