using Hl7.Fhir.Model;
using IntegrationHub.Adapters;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Adapters;

public sealed class ChannelMapTests
{
    private static readonly string[] Oru =
    [
        Message.Header("ORU^R01"), Message.Pid, "OBR|1||F1|P^Panel|||||||||||||||||||||F",
    ];

    [Fact]
    public void A_channel_names_its_own_identifier_systems_and_authorities()
    {
        var map = new ChannelMap
        {
            IdentifierSystems = new Dictionary<string, string> { ["mr"] = "urn:oid:1.2.3" },
            Authorities = new Dictionary<string, string> { ["YB"] = "urn:nhsa:psn-no" },
        };

        var conversion = Message.ConvertWith(map, Message.Header("ADT^A08"), "PID|1||7^^^^MR~8^^^YB||测试||1980|M");

        Assert.Equal(
            ["urn:oid:1.2.3|7", "urn:nhsa:psn-no|8"],
            conversion.The<Patient>().Identifier.Select(i => $"{i.System}|{i.Value}"));
    }

    [Theory]
    [InlineData(true, "http://loinc.org|6690-2 urn:hub:county:obx-3|WBC")]
    [InlineData(false, "urn:hub:county:obx-3|WBC http://loinc.org|6690-2")]
    public void A_code_table_adds_the_standard_coding_and_keeps_the_local_one(bool standardFirst, string codings)
    {
        var conversion = Message.ConvertWith(Items(standardFirst), [.. Oru, "OBX|1|NM|WBC^白细胞||5||||||F"]);

        var observation = conversion.The<Observation>();
        Assert.Equal(codings.Split(' '), observation.Code!.Coding.Select(c => $"{c.System}|{c.Code}"));
        Assert.Equal("F1/WBC/1", observation.Identifier[0].Value);
        Assert.Empty(conversion.Warnings);
    }

    [Fact]
    public void A_code_the_table_lacks_is_a_warning_and_is_kept()
    {
        var conversion = Message.ConvertWith(Items(true), [.. Oru, "OBX|1|NM|XYZ^项目||5||||||F"]);

        Assert.Equal(
            [
                new(
                    HubErrorCode.CodeUnmapped,
                    "The code is not in table lis-items; map it in the channel's code table. The original is kept.",
                    "OBX-3"),
            ],
            conversion.Warnings);
        Assert.Equal("XYZ", conversion.The<Observation>().Code!.Coding.Single().Code);
    }

    [Fact]
    public void A_code_table_translates_codes_that_FHIR_binds()
    {
        var map = new ChannelMap
        {
            Codes = new Dictionary<string, CodeTable>
            {
                ["OBX-11"] = new("states", new Dictionary<string, StandardCode> { ["已审核"] = new("0085", "F") }),
            },
        };

        var conversion = Message.ConvertWith(map, [.. Oru, "OBX|1|NM|A||5||||||已审核"]);

        Assert.Equal(ObservationStatus.Final, conversion.The<Observation>().Status);
        Assert.Empty(conversion.Warnings);
    }

    [Fact]
    public void A_field_of_a_Z_segment_is_read_where_the_channel_says_it_belongs()
    {
        var map = new ChannelMap
        {
            Rewrites =
            [
                new(Hl7Path.Parse("ZPD-2"), Hl7Path.Parse("PID-22")),
                new(Hl7Path.Parse("ZPD-3"), Hl7Path.Parse("PV1-99")), // nobody reads it there either
            ],
        };

        var conversion = Message.ConvertWith(map, Message.Header("ADT^A08"), Message.Pid, "ZPD|1|01^汉族|x");

        Assert.NotNull(conversion.The<Patient>().GetExtension(FhirNames.EthnicGroup));
        Assert.Equal(["ZPD-1", "ZPD-3"], conversion.Unread.Select(p => p.ToString()).Order());
    }

    [Fact]
    public void Every_segment_of_a_name_moves_into_the_one_it_follows()
    {
        var map = new ChannelMap { Rewrites = [new(Hl7Path.Parse("ZBX-1"), Hl7Path.Parse("OBX-17"))] };

        var conversion = Message.ConvertWith(
            map, [.. Oru, "OBX|1|NM|A||1||||||F", "ZBX|甲法", "OBX|2|NM|B||2||||||F", "OBX|3|NM|C||3||||||F", "ZBX|乙法"]);

        Assert.Equal(["甲法", null, "乙法"], conversion.All<Observation>().Select(o => o.Method?.Text));
        Assert.Empty(conversion.Unread);
    }

    [Fact]
    public void A_component_moves_alone_and_never_over_a_value()
    {
        var map = new ChannelMap { Rewrites = [new(Hl7Path.Parse("PID-12"), Hl7Path.Parse("PID-11.9"))] };

        var moved = Message.ConvertWith(map, Message.Header("ADT^A08"), "PID|1||1||测试||1980|M|||路1号^^郑州市|上街区");
        var kept = Message.ConvertWith(map, Message.Header("ADT^A08"), "PID|1||1||测试||1980|M|||路1号^^郑州市^^^^^^中原区|上街区");

        Assert.Equal("上街区", moved.The<Patient>().Address[0].District);
        Assert.Equal("中原区", kept.The<Patient>().Address[0].District);
        Assert.Equal(["PID-12"], kept.Unread.Select(p => p.ToString()));
    }

    [Fact]
    public void A_default_fills_every_segment_that_lacks_the_field()
    {
        var map = new ChannelMap { Defaults = [new(Hl7Path.Parse("OBX-11"), "F")] };

        var conversion = Message.ConvertWith(map, [.. Oru, "OBX|1|NM|A||1", "OBX|2|NM|B||1||||||P"]);

        Assert.Equal([ObservationStatus.Final, ObservationStatus.Preliminary],
            conversion.All<Observation>().Select(o => o.Status!.Value));
    }

    private static ChannelMap Items(bool standardFirst) => new()
    {
        Codes = new Dictionary<string, CodeTable>
        {
            ["OBX-3"] = new("lis-items", new Dictionary<string, StandardCode>
            {
                ["WBC"] = new(FhirNames.Loinc, "6690-2", "Leukocytes"),
            })
            { StandardFirst = standardFirst },
        },
    };
}
