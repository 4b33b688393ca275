using System.Text.Json;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Shared.Processes;
using Xunit;

namespace IntegrationHub.EndToEnd;

/// <summary>
/// The main job for each message family: MLLP in, journal, bus, store, found by FHIR search, MLLP out to the other
/// hospital. Embedded and distributed run all of it.
/// </summary>
public abstract class FiveFamilies(Consortium consortium)
{
    private const string Town = HubFolder.Township;
    private const string County = HubFolder.County;

    [Fact]
    public async Task A_referral_reaches_the_receiving_hospital_and_its_status_comes_back()
    {
        var ct = TestContext.Current.CancellationToken;
        var id = await ReferAsync(1, ct);

        var told = await consortium.ToldAsync(consortium.AtCounty, m => Is(m, "REF^I12") && m.Contains(id, StringComparison.Ordinal), ct);
        var status = await consortium.ToldAsync(consortium.AtTownship, m => Is(m, "RRI^I12") && m.Contains("RF-1", StringComparison.Ordinal), ct);
        var request = await consortium.FindAsync($"ServiceRequest?patient.identifier={id}", ct);
        var task = await consortium.FindAsync($"Task?patient.identifier={id}", ct);

        Assert.Contains("李^一", told, StringComparison.Ordinal);
        Assert.Contains("RF1|", status, StringComparison.Ordinal);
        Assert.Equal("active", request.GetProperty("status").GetString());
        Assert.Equal("requested", task.GetProperty("status").GetString());
        Assert.Equal("Organization/township", task.GetProperty("requester").GetProperty("reference").GetString());
        Assert.Equal("Organization/county", task.GetProperty("owner").GetProperty("reference").GetString());
    }

    [Fact]
    public async Task A_visit_at_the_receiving_hospital_tells_the_referrer_that_the_patient_has_arrived()
    {
        var ct = TestContext.Current.CancellationToken;
        var id = await ReferAsync(2, ct);

        Accepted(await consortium.County.SendAsync(
            SampleMessages.Adt("A04", County, "ADT-2", "C2", "李^二", id, visit: "V2"), ct));

        await consortium.ToldAsync(consortium.AtTownship, m => Is(m, "RRI^") && m.Contains("RF-2", StringComparison.Ordinal)
            && !m.Contains("RF1|P|", StringComparison.Ordinal), ct);
        var encounter = await consortium.FindAsync($"Encounter?patient.identifier={id}", ct);
        var residents = await consortium.SearchAsync($"Patient?identifier={id}", ct);
        Assert.StartsWith("Patient/", encounter.GetProperty("subject").GetProperty("reference").GetString(), StringComparison.Ordinal);
        Assert.Single(residents);
        Assert.Contains("C2", Identifiers(residents[0]));
        Assert.Contains("T2", Identifiers(residents[0]));
    }

    [Fact]
    public async Task A_result_in_GB18030_is_found_by_the_other_hospitals_number_and_delivered_to_the_referrer()
    {
        var ct = TestContext.Current.CancellationToken;
        var id = await ReferAsync(3, ct);
        Accepted(await consortium.County.SendAsync(
            SampleMessages.Adt("A04", County, "ADT-3", "C3", "李^三", id, visit: "V3"), ct)); // opens the record to both

        Accepted(await consortium.County.SendAsync(
            SampleMessages.OruR01(3, County, "ORU-3", "C3", "李^三", id, order: "O3"), ct));

        var told = await consortium.ToldAsync(consortium.AtTownship, m => Is(m, "ORU^R01") && m.Contains("O3", StringComparison.Ordinal), ct);
        var observation = await consortium.FindAsync("Observation?patient.identifier=T3&code=T001", ct);
        Assert.Contains("检验项目1", told, StringComparison.Ordinal);
        Assert.Contains("|T3^", told, StringComparison.Ordinal);
        Assert.Equal("检验项目1", observation.GetProperty("code").GetProperty("coding")[0].GetProperty("display").GetString());
        Assert.Equal(101, observation.GetProperty("valueQuantity").GetProperty("value").GetDecimal());
        Assert.Equal("final", observation.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("ORM^O01")]
    [InlineData("OML^O21")]
    public async Task An_order_for_the_other_hospital_reaches_its_system(string @event)
    {
        var ct = TestContext.Current.CancellationToken;
        var n = @event == "ORM^O01" ? 4 : 5;
        var (id, order) = (SampleMessages.IdNumber(n), $"ORD-{n}");
        var message = n == 4
            ? SampleMessages.OrmO01(Town, $"ORD-M{n}", $"T{n}", "李^四", order, receiver: County, idNumber: id)
            : SampleMessages.OmlO21(Town, $"ORD-M{n}", $"T{n}", "李^四", order, receiver: County, idNumber: id);

        Accepted(await consortium.Township.SendAsync(message, ct));

        var told = await consortium.ToldAsync(consortium.AtCounty,
            m => (Is(m, "OML^O21") || Is(m, "ORM^O01")) && m.Contains(order, StringComparison.Ordinal), ct);
        var request = await consortium.FindAsync($"ServiceRequest?identifier={order}", ct);
        Assert.Contains("ORC|NW|" + order, told, StringComparison.Ordinal);
        Assert.Equal("Organization/county", request.GetProperty("performer")[0].GetProperty("reference").GetString());
    }

    [Fact]
    public async Task An_appointment_for_a_referred_patient_is_told_to_the_referrer()
    {
        var ct = TestContext.Current.CancellationToken;
        var id = await ReferAsync(6, ct);

        Accepted(await consortium.County.SendAsync(
            SampleMessages.Siu("S12", County, "SIU-6", "C6", "李^六", "AP6", id), ct));

        var told = await consortium.ToldAsync(consortium.AtTownship, m => Is(m, "SIU^S12") && m.Contains("AP6", StringComparison.Ordinal), ct);
        var appointment = await consortium.FindAsync("Appointment?patient.identifier=C6", ct);
        Assert.Contains("心内科门诊", told, StringComparison.Ordinal);
        Assert.Equal("booked", appointment.GetProperty("status").GetString());
    }

    private async Task<string> ReferAsync(int n, CancellationToken ct)
    {
        var id = SampleMessages.IdNumber(n);
        var name = $"李^{"零一二三四五六"[n]}";
        Accepted(await consortium.Township.SendAsync(
            SampleMessages.Ref("I12", Town, County, $"REF-{n}", $"T{n}", name, $"RF-{n}", id), ct));
        await consortium.FindAsync($"Task?patient.identifier={id}", ct);
        return id;
    }

    private static bool Is(string message, string @event) => message.Split('\r')[0].Contains($"|{@event}", StringComparison.Ordinal);

    private static void Accepted(string ack) => Assert.Contains("\rMSA|AA|", ack, StringComparison.Ordinal);

    private static IEnumerable<string?> Identifiers(JsonElement patient) =>
        patient.GetProperty("identifier").EnumerateArray().Select(i => i.GetProperty("value").GetString());
}

/// <summary>In one process.</summary>
public sealed class FiveFamiliesEmbedded(EmbeddedConsortium consortium)
    : FiveFamilies(consortium), IClassFixture<EmbeddedConsortium>;

/// <summary>On RabbitMQ and PostgreSQL.</summary>
public sealed class FiveFamiliesDistributed(DistributedConsortium consortium)
    : FiveFamilies(consortium), IClassFixture<DistributedConsortium>;
