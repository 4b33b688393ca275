using Hl7.Fhir.Model;
using IntegrationHub.Adapters.Outbound;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Adapters.Outbound;

/// <summary>A county hospital that tells a township, and the people both know.</summary>
internal static class Consortium
{
    public static readonly Member County = new()
    {
        Id = "county",
        Name = "县人民医院",
        Tier = Tier.County,
        Facilities = ["XRM"],
        Gateway = "g",
    };

    public static readonly Member Township = new()
    {
        Id = "township",
        Name = "中心卫生院",
        Tier = Tier.Township,
        Facilities = ["ZX1", "ZX2"],
        Gateway = "g",
    };

    public static readonly DateTimeOffset Now = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    public static readonly Guid DeliveryId = new("0192f0c1-2a3b-7c4d-8e5f-60718293a4b5");

    /// <summary>PID of <see cref="Resident"/> as the township is told it.</summary>
    public const string Pid =
        "PID|1||T77^^^ZX1^MR~99999919800101001X^^^&2.16.156.10011.1.3&ISO^NI~C1^^^XRM^MR||张^三^^^^^L||19800101|F|||" +
        "测试路1号^^资阳市^四川省^641300^CN^H^^雁江区||13900000000^PRN^CP~^NET^Internet^a@b.cn|5551234^WPN^PH\r";

    public static OutboundContext Context => new()
    {
        Recipient = Township,
        Custodian = County,
        Members = new([County, Township]),
        Now = Now,
        Application = "HIS",
    };

    public static Patient Resident => new()
    {
        Id = "p1",
        Identifier =
        [
            new(FhirNames.Scoped("county", "mr"), "C1") { Type = new(FhirNames.V2Table("0203"), "MR") },
            new(FhirNames.IdCard, "99999919800101001X"),
            new(FhirNames.Scoped("township", "mr"), "T77"),
        ],
        Name = [new() { Family = "张", Given = ["三"], Text = "张三", Use = HumanName.NameUse.Official }],
        BirthDate = "1980-01-01",
        Gender = AdministrativeGender.Female,
        Address =
        [
            new()
            {
                Line = ["测试路1号"], City = "资阳市", State = "四川省", District = "雁江区", PostalCode = "641300",
                Country = "CN", Use = Address.AddressUse.Home,
            },
        ],
        Telecom =
        [
            new(ContactPoint.ContactPointSystem.Phone, ContactPoint.ContactPointUse.Mobile, "13900000000"),
            new(ContactPoint.ContactPointSystem.Email, null, "a@b.cn"),
            new(ContactPoint.ContactPointSystem.Phone, ContactPoint.ContactPointUse.Work, "5551234"),
        ],
    };

    public static Practitioner Doctor => new()
    {
        Id = "d1",
        Identifier = [new(FhirNames.Scoped("county", "staff"), "1001")],
        Name = [new() { Text = "李四", Family = "李", Given = ["四"] }],
    };

    public static Bundle Collection(params Resource[] resources) => new()
    {
        Type = Bundle.BundleType.Collection,
        Entry = [.. resources.Select(r => new Bundle.EntryComponent
        {
            FullUrl = $"http://hub/fhir/{r.TypeName}/{r.Id}", Resource = r,
        })],
    };

    public static DeliveryRequested Delivery(DeliveryKind kind, string? trigger = null) => new()
    {
        DeliveryId = DeliveryId,
        Seq = 1,
        Recipient = "township",
        Kind = kind,
        Trigger = trigger,
        OrderKey = "Patient/p1",
        BundleJson = "",
        CausedBy = Guid.Empty,
        Custodian = "county",
        At = Now,
    };

    /// <summary>Header of every message to the township.</summary>
    public static string Msh(string type, string version = "2.5.1") =>
        $"MSH|^~\\&|INTEGRATIONHUB|XRM|HIS|ZX1|20260302090000+0800||{type}|{ControlIds.Of(DeliveryId)}|P|{version}" +
        "|||||CHN|UNICODE UTF-8\r";

    /// <summary>Converts and compares the whole message, then reads it back as a receiver would.</summary>
    public static Hl7Message Converted(
        string expected, DeliveryRequested delivery, Bundle bundle, OutboundContext? context = null)
    {
        var converted = OutboundConverter.Convert(delivery, bundle, context ?? Context);
        Assert.Empty(converted.Errors);
        Assert.Equal(Lines(expected), Lines(converted.Value.Text));
        return Hl7Message.Parse(converted.Value.Text).Value;
    }

    private static string Lines(string text) => text.Replace('\r', '\n');
}
