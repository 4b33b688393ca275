using System.Text.Json;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using Xunit;
using static Hl7.Fhir.Model.Encounter;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Hl7.Fhir.Model.Task.TaskStatus;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Who is told what, in which order, and until when.</summary>
public abstract class SharingContract(EmptyDatabase database)
{
    private const string IdNumber = "11010519491231002X";

    [Fact]
    public async Task A_referral_is_followed_by_both_sides_until_the_patient_is_back()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var town = new Hospital("town", "M1", IdNumber);
        var county = new Hospital("county", "C1", IdNumber);

        await rig.TakeAsync(town.Refer("I12", "R1", "town", "county", reason: "胸痛"));
        await rig.TakeAsync(county.Refer("I13", "R1", "town", "county", TaskStatus.Accepted));
        await rig.TakeAsync(county.Booking("S12", "A1", Appointment.AppointmentStatus.Booked));
        await rig.TakeAsync(county.Visit("A04", "V1", EncounterStatus.Arrived));
        await rig.TakeAsync(county.Result("L1", 130));
        await rig.TakeAsync(county.Result("L1", 131, "corrected"));
        await rig.TakeAsync(county.Visit("A03", "V1", EncounterStatus.Finished));

        Assert.Equal(["1 Referral I12 ServiceRequest"], Told(await rig.RelayAsync("county")));
        Assert.Equal(
            [
                "1 ReferralStatus I12 Task submitted", "2 ReferralStatus I13 Task accepted",
                "3 ReferralStatus I13 Task scheduled", "4 Appointment S12 Appointment",
                "5 ReferralStatus I13 Task arrived",
                "6 Result  DiagnosticReport", "7 Result  DiagnosticReport", "8 ReferralStatus I13 Task completed",
            ],
            Told(await rig.RelayAsync("town")));
        Assert.Single((await rig.SearchAsync("Task", ("business-status", "completed"))).Matches);
        var request = Assert.Single((await rig.SearchAsync("ServiceRequest", ("status", "completed"))).Matches);
        Assert.Contains("胸痛", request.BodyJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bundle_holds_the_focus_first_and_everything_it_refers_to()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var county = new Hospital("county", "C1", IdNumber);
        await rig.TakeAsync(new Hospital("town", "M1", IdNumber).Refer("I12", "R1", "town", "county"));
        await rig.TakeAsync(county.Refer("I13", "R1", "town", "county", TaskStatus.Accepted), county.Result("L1", 130));

        var result = (await rig.RelayAsync("town")).Single(d => d.Kind == DeliveryKind.Result);

        Assert.Equal(
            ["DiagnosticReport", "Observation", "Organization", "Organization", "Patient"],
            TypesIn(result.BundleJson, sorted: true));
        Assert.Equal("DiagnosticReport", TypesIn(result.BundleJson)[0]);
        Assert.Equal(("county", "town"), (result.Custodian, result.Recipient));
        Assert.StartsWith("Patient/", result.OrderKey, StringComparison.Ordinal);
        Assert.Equal("collection", JsonDocument.Parse(result.BundleJson).RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_step_that_is_not_in_the_table_refuses_the_referral_message_and_changes_nothing()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var town = new Hospital("town", "M1", IdNumber);
        var county = new Hospital("county", "C1", IdNumber);
        await rig.TakeAsync(town.Refer("I12", "R1", "town", "county"), town.Refer("I14", "R1", "town", "county"));
        var late = county.Refer("I13", "R1", "town", "county", TaskStatus.Accepted);
        var stranger = new Hospital("city", "X1", IdNumber).Refer("I13", "R1", "town", "county", TaskStatus.Accepted);
        var unknown = new Hospital("county", "C2").Refer("I13", "R9", "town", "county", TaskStatus.Accepted);

        await rig.TakeAsync(late, stranger, unknown);

        Assert.Equal(HubErrorCode.TransitionNotAllowed, rig.ReceiptOf(late.MessageId)!.Errors.Single().Code);
        Assert.Equal(HubErrorCode.SenderNotAllowed, rig.ReceiptOf(stranger.MessageId)!.Errors.Single().Code);
        Assert.Equal(HubErrorCode.NotFound, rig.ReceiptOf(unknown.MessageId)!.Errors.Single().Code);
        Assert.Equal(
            ["1 Referral I12 ServiceRequest", "2 Referral I14 ServiceRequest"], Told(await rig.RelayAsync("county")));
        Assert.Equal("cancelled", StatusOf((await rig.SearchAsync("Task")).Matches.Single().BodyJson));
    }

    [Fact]
    public async Task A_step_made_twice_or_out_of_turn_by_what_happens_to_the_patient_is_stored_without_a_step()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var town = new Hospital("town", "M1", IdNumber);
        var county = new Hospital("county", "C1", IdNumber);
        await rig.TakeAsync(town.Refer("I12", "R1", "town", "county"));
        var twice = county.Refer("I13", "R1", "town", "county", TaskStatus.Accepted);
        await rig.TakeAsync(county.Refer("I13", "R1", "town", "county", TaskStatus.Accepted), twice);
        var arrived = county.Visit("A01", "V1", EncounterStatus.InProgress);
        var booked = county.Booking("S12", "A1", Appointment.AppointmentStatus.Booked);

        await rig.TakeAsync(arrived, booked);

        Assert.All(rig.Bus.Of<MessageReceipt>(), r => Assert.Equal(ReceiptOutcome.Stored, r.Outcome));
        Assert.Equal(
            ["submitted", "accepted", "arrived"],
            await StatusesAsync(rig, "town"));
    }

    [Fact]
    public async Task A_cancelled_arrival_goes_back_to_where_the_referral_came_from()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var county = new Hospital("county", "C1", IdNumber);
        await rig.TakeAsync(new Hospital("town", "M1", IdNumber).Refer("I12", "R1", "town", "county"));

        await rig.TakeAsync(
            county.Booking("S12", "A1", Appointment.AppointmentStatus.Booked),
            county.Visit("A04", "V1", EncounterStatus.Arrived),
            county.Visit("A11", "V1", EncounterStatus.Cancelled),
            county.Booking("S15", "A1", Appointment.AppointmentStatus.Cancelled),
            county.Visit("A04", "V2", EncounterStatus.Arrived),
            county.Visit("A11", "V2", EncounterStatus.Cancelled));

        Assert.Equal(
            ["submitted", "scheduled", "arrived", "scheduled", "accepted", "arrived", "accepted"],
            await StatusesAsync(rig, "town"));
    }

    [Fact]
    public async Task A_result_without_a_referral_goes_to_nobody_and_an_ordered_one_to_whom_ordered_it()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var county = new Hospital("county", "C1", IdNumber);
        await rig.TakeAsync(county.Result("L0", 1));
        await rig.TakeAsync(new Hospital("town", "M1", IdNumber).Order("P1", "county"));
        await rig.TakeAsync(county.Result("L1", 2, orderSystem: "urn:hub:town:placer", order: "P1"));

        Assert.Equal(["1 Order  ServiceRequest"], Told(await rig.RelayAsync("county")));
        Assert.Equal(["1 Result  DiagnosticReport"], Told(await rig.RelayAsync("town")));
    }

    [Fact]
    public async Task A_merge_takes_the_referral_along()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var town = new Hospital("town", "M1");
        await rig.TakeAsync(town.Refer("I12", "R1", "town", "county"));
        var known = new Hospital("town", "M1", IdNumber);
        known.SkipNumber();
        await rig.TakeAsync(new Hospital("county", "C1", IdNumber).Result("L0", 1));

        await rig.TakeAsync(known.Visit("A08", "V0", EncounterStatus.InProgress));
        var county = new Hospital("county", "C1", IdNumber);
        county.SkipNumber();
        await rig.TakeAsync(
            county.Refer("I13", "R1", "town", "county", TaskStatus.Accepted), county.Result("L1", 2));

        Assert.Equal(DeliveryKind.Result, (await rig.RelayAsync("town"))[^1].Kind);
    }

    [Fact]
    public async Task A_delivery_is_sent_again_until_its_receipt_and_not_after()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        await rig.TakeAsync(new Hospital("town", "M1", IdNumber).Refer("I12", "R1", "town", "county"));
        rig.Bus.Before = m => _ = m is DeliveryRequested { Recipient: "county" } ? throw new TimeoutException() : 0;
        Assert.Empty(await rig.RelayAsync("county"));
        Assert.Single(await rig.RelayAsync("town")); // one recipient's outage is not another's
        rig.Bus.Before = _ => { };

        await AgainAsync(rig);
        var sent = Assert.Single((await rig.RelayAsync("town")).DistinctBy(d => d.DeliveryId));
        Assert.True((await rig.RelayAsync("town")).Count >= 2);
        await ReceiptAsync(rig, sent.DeliveryId);
        var before = (await rig.RelayAsync("town")).Count;
        await AgainAsync(rig);

        Assert.Equal(before, (await rig.RelayAsync("town")).Count);
        var steps = Assert.Single(await rig.Desk.TraceAsync(sent.DeliveryId.ToString(), ExchangeRig.Ct)).Steps;
        Assert.Contains(steps, s => s is { Place: "member:town", Step: "delivered" });
        Assert.Equal(1, (await rig.Desk.StatusAsync(ExchangeRig.Ct)).OutboxPending);
    }

    private static Task<int> AgainAsync(ExchangeRig rig) => rig.Db.RunAsync(
        (tx, ct) => IntegrationHub.Store.OutboxRelay.ResendUnreceiptedAsync(tx, TimeSpan.Zero, 100, ct), ExchangeRig.Ct);

    private static Task<int> ReceiptAsync(ExchangeRig rig, Guid delivery) => rig.Db.RunAsync(
        (tx, ct) => IntegrationHub.Store.Outbox.ReceiptAsync(
            tx,
            new DeliveryReceipt
            {
                DeliveryId = delivery,
                Outcome = DeliveryOutcome.Delivered,
                AckCode = "AA",
                At = DateTimeOffset.UnixEpoch,
            },
            ct),
        ExchangeRig.Ct);

    private static IEnumerable<string> Told(IEnumerable<DeliveryRequested> deliveries) => deliveries.Select(d =>
        $"{d.Seq} {d.Kind} {d.Trigger} {TypesIn(d.BundleJson)[0]}"
        + (d.Kind == DeliveryKind.ReferralStatus ? " " + StatusOf(FocusOf(d)) : ""));

    private static async Task<IEnumerable<string>> StatusesAsync(ExchangeRig rig, string member) =>
        (await rig.RelayAsync(member))
            .Where(d => d.Kind == DeliveryKind.ReferralStatus)
            .Select(d => StatusOf(FocusOf(d)));

    private static string FocusOf(DeliveryRequested delivery)
    {
        using var json = JsonDocument.Parse(delivery.BundleJson);
        return json.RootElement.GetProperty("entry")[0].GetProperty("resource").GetRawText();
    }

    private static string StatusOf(string task)
    {
        using var json = JsonDocument.Parse(task);
        return json.RootElement.GetProperty("businessStatus").GetProperty("coding")[0].GetProperty("code").GetString()!;
    }

    private static List<string> TypesIn(string bundle, bool sorted = false)
    {
        using var json = JsonDocument.Parse(bundle);
        var types = json.RootElement.GetProperty("entry").EnumerateArray()
            .Select(e => e.GetProperty("resource").GetProperty("resourceType").GetString()!).ToList();
        return sorted ? [.. types.Order(StringComparer.Ordinal)] : types;
    }
}

public sealed class SharingOnSqlite(SqliteFolder folder)
    : SharingContract(folder.NewAsync), IClassFixture<SqliteFolder>;

public sealed class SharingOnPostgres() : SharingContract(ExchangeRig.PostgresAsync);
