using IntegrationHub.Adapters;
using IntegrationHub.Adapters.Outbound;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;
using IntegrationHub.Shared.Hospital;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>The five families as hospitals write them: text → FHIR → store → text for the other hospital.</summary>
public sealed class FamiliesTests(SqliteFolder folder) : IClassFixture<SqliteFolder>
{
    private static readonly string Person = SampleMessages.IdNumber(7);

    private readonly Dictionary<string, long> numbers = [];

    [Fact]
    public async Task A_referral_with_booking_visit_result_and_discharge_reaches_the_other_hospital_as_text()
    {
        await using var rig = await ExchangeRig.StartAsync(await folder.NewAsync());

        await TakeAsync(rig, "town", SampleMessages.Ref("I12", "TOWN", "COUNTY", "C1", "T1", "张^三", "ZZ1", Person));
        var accepted = SampleMessages.Ref("I13", "TOWN", "COUNTY", "C2", "K1", "张^三", "ZZ1", Person, "A")
            .Replace("|HIS|TOWN|", "|HIS|COUNTY|", StringComparison.Ordinal);
        await TakeAsync(rig, "county", accepted);
        await TakeAsync(rig, "county", SampleMessages.Siu("S12", "COUNTY", "C3", "K1", "张^三", "AP1", Person));
        await TakeAsync(rig, "county", SampleMessages.Adt("A04", "COUNTY", "C4", "K1", "张^三", Person));
        await TakeAsync(rig, "county", SampleMessages.OruR01(10, "COUNTY", "C5", "K1", "张^三", Person));
        await TakeAsync(rig, "county", SampleMessages.OruR01(10, "COUNTY", "C6", "K1", "张^三", Person, status: "C"));
        await TakeAsync(rig, "county", SampleMessages.Adt("A03", "COUNTY", "C7", "K1", "张^三", Person));

        Assert.Equal(["REF^I12"], await EventsAsync(rig, "county"));
        Assert.Equal(
            ["RRI^I12", "RRI^I13", "RRI^I13", "SIU^S12", "RRI^I13", "ORU^R01", "ORU^R01", "RRI^I13"],
            await EventsAsync(rig, "town"));
        Assert.Single((await rig.SearchAsync("Patient")).Matches);
        Assert.Equal(10, (await rig.SearchAsync("Observation", ("status", "corrected"))).Matches.Count);
    }

    [Theory]
    [InlineData("ORM")]
    [InlineData("OML")]
    public async Task An_order_for_another_member_reaches_it_and_its_result_comes_back(string family)
    {
        await using var rig = await ExchangeRig.StartAsync(await folder.NewAsync());
        var order = family == "ORM"
            ? SampleMessages.OrmO01("TOWN", "C1", "T1", "张^三", "P1", "COUNTY", Person)
            : SampleMessages.OmlO21("TOWN", "C1", "T1", "张^三", "P1", "COUNTY", Person);

        await TakeAsync(rig, "town", order);
        await TakeAsync(rig, "county", SampleMessages.OruR01(2, "COUNTY", "C2", "K1", "张^三", Person, order: "P1^TOWN"));

        Assert.Single(await EventsAsync(rig, "county"));
        Assert.Equal(["ORU^R01"], await EventsAsync(rig, "town"));
        Assert.Single((await rig.SearchAsync("ServiceRequest")).Matches);
    }

    [Fact]
    public async Task A_whole_day_of_one_hospital_is_stored_without_a_refusal()
    {
        await using var rig = await ExchangeRig.StartAsync(await folder.NewAsync());
        string[] day =
        [
            SampleMessages.Adt("A01", "CITY", "1", "P1", "李^四", Person),
            SampleMessages.Adt("A08", "CITY", "2", "P1", "李^四", Person),
            SampleMessages.OrmO01("CITY", "3", "P1", "李^四", "O1"),
            SampleMessages.OmlO21("CITY", "4", "P1", "李^四", "O2"),
            SampleMessages.OruR01(3, "CITY", "5", "P1", "李^四", order: "O2", status: "P"),
            SampleMessages.OruR01(3, "CITY", "6", "P1", "李^四", order: "O2"),
            SampleMessages.Siu("S12", "CITY", "7", "P1", "李^四", "A1"),
            SampleMessages.Siu("S13", "CITY", "8", "P1", "李^四", "A1"),
            SampleMessages.Siu("S15", "CITY", "9", "P1", "李^四", "A1"),
            SampleMessages.Siu("S26", "CITY", "10", "P1", "李^四", "A1"),
            SampleMessages.Adt("A11", "CITY", "11", "P1", "李^四", Person),
            SampleMessages.Adt("A03", "CITY", "12", "P1", "李^四", Person),
        ];

        foreach (var text in day)
            await TakeAsync(rig, "city", text);

        Assert.Empty(rig.Bus.Of<DeliveryRequested>());
        Assert.Equal(12, (await rig.SearchAsync("Provenance")).Matches.Count);
    }

    [Fact]
    public async Task Every_record_leads_to_the_raw_message_it_was_made_of()
    {
        await using var rig = await ExchangeRig.StartAsync(await folder.NewAsync());
        var id = await TakeAsync(rig, "county", SampleMessages.OruR01(3, "COUNTY", "C77", "K1", "张^三", Person, "O77"));
        await TakeAsync(rig, "county", SampleMessages.OruR01(2, "COUNTY", "C78", "K2", "李^四", order: "O78"));

        var made = (await rig.SearchAsync("Observation")).Matches
            .Concat((await rig.SearchAsync("DiagnosticReport")).Matches);
        var origins = new List<(string? Message, string? ControlId, string? Custodian)>();
        foreach (var record in made)
        {
            var found = (await rig.SearchAsync("Provenance", ("target", $"{record.Type}/{record.Id}"))).Matches;
            var origin = FhirJson.Parse<Hl7.Fhir.Model.Provenance>(Assert.Single(found).BodyJson);
            Assert.Equal("county", found[0].Custodian);
            origins.Add((
                origin.Entity[0].What?.Identifier?.Value, origin.Entity[1].What?.Identifier?.Value,
                origin.Agent[0].Who?.Reference));
        }

        Assert.Equal(7, origins.Count);
        Assert.Equal(4, origins.Count(o => o.Message == id.ToString() && o.ControlId == "C77"));
        Assert.Equal(3, origins.Count(o => o.Message != id.ToString() && o.ControlId == "C78"));
        Assert.Single(origins.Select(o => o.Custodian).Distinct());
        var page = await rig.SearchAsync("Observation", ("_revinclude", "Provenance:target"));
        Assert.Equal(["Provenance", "Provenance"], page.Included.Select(r => r.Type));
    }

    private async Task<Guid> TakeAsync(ExchangeRig rig, string member, string text)
    {
        var message = Hl7Message.Parse(text).Value;
        var context = new ConversionContext
        {
            MessageId = Guid.NewGuid(),
            Member = member,
            Channel = member + "-his",
            ReceivedAt = new(2026, 3, 2, 2, 0, 0, TimeSpan.Zero),
            Members = ExchangeRig.Members,
        };
        var conversion = Hl7Converter.Convert(message, context).Value;
        var key = StreamKeys.Of(message, member);
        numbers[key] = numbers.GetValueOrDefault(key) + 1;
        await rig.TakeAsync(new MessageConverted
        {
            MessageId = context.MessageId,
            Attempt = 1,
            Gateway = "gw-" + member,
            Channel = context.Channel,
            Member = member,
            Event = message.Header.Event,
            ControlId = message.Header.ControlId,
            StreamKey = key,
            StreamSeq = numbers[key],
            Urgency = conversion.Urgency,
            ReceivedAt = context.ReceivedAt,
            EventAt = conversion.EventAt,
            BundleJson = FhirJson.Serialize(conversion.Bundle),
        });
        Assert.Empty(rig.ReceiptOf(context.MessageId)!.Errors);
        return context.MessageId;
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(ExchangeRig rig, string member)
    {
        var events = new List<string>();
        foreach (var delivery in await rig.RelayAsync(member))
        {
            var converted = OutboundConverter.Convert(
                delivery,
                FhirJson.Parse<Hl7.Fhir.Model.Bundle>(delivery.BundleJson),
                new OutboundContext
                {
                    Recipient = ExchangeRig.Members.Find(delivery.Recipient)!,
                    Custodian = ExchangeRig.Members.Find(delivery.Custodian)!,
                    Members = ExchangeRig.Members,
                    Now = delivery.At,
                });
            Assert.True(converted.IsOk, $"{delivery.Kind}: {string.Join("; ", converted.Errors)}");
            events.Add(converted.Value.Header.Event);
        }

        return events;
    }
}
