using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Xunit;

namespace IntegrationHub.Unit.Exchange;

public sealed class SharingRulesTests
{
    private static readonly DateTimeOffset Now = ReferralSamples.Nine.AddDays(10);

    [Theory]
    [InlineData("Submitted", true)]
    [InlineData("InfoRequested", true)]
    [InlineData("Accepted", true)]
    [InlineData("Scheduled", true)]
    [InlineData("Arrived", true)]
    [InlineData("Completed", true)]
    [InlineData("Returned", true)]
    [InlineData("Draft", false)]
    [InlineData("Rejected", false)]
    [InlineData("Cancelled", false)]
    [InlineData("Expired", false)]
    public void A_result_goes_to_the_other_party_while_the_referral_runs_or_ended_well(string state, bool told)
    {
        var referral = ReferralSamples.Referral("t1", Enum.Parse<ReferralState>(state));

        Assert.Equal(told ? ["town"] : [], Recipients(Report("county"), referral));
        Assert.Equal(told ? ["county"] : [], Recipients(Report("town"), referral));
        Assert.Empty(Recipients(Report("city"), referral));
    }

    [Fact]
    public void A_month_after_the_end_nobody_is_told_any_more()
    {
        var ended = ReferralSamples.Referral(
            "t1", ReferralState.Completed) with
        { ChangedAt = Now - SharingRules.AfterCare };

        Assert.Equal(["town"], Recipients(Report("county"), ended));
        Assert.Empty(SharingRules.OfReport(Report("county"), [ended], [], Now.AddSeconds(1)));
    }

    [Fact]
    public void Two_referrals_between_the_same_members_tell_a_result_once() => Assert.Equal(
        ["town"],
        Recipients(
            Report("county"), ReferralSamples.Referral("t1", ReferralState.Arrived),
            ReferralSamples.Referral("t2", ReferralState.Submitted)));

    [Fact]
    public void A_result_goes_to_the_member_that_ordered_it() => Assert.Equal(
        ["town"], SharingRules.OfReport(Report("county"), [], ["town", "county"], Now).Select(n => n.Recipient));

    [Theory]
    [InlineData("Submit", "Draft", "Submitted", "I12", "county Referral I12, town ReferralStatus I12")]
    [InlineData("Amend", "Submitted", "Submitted", "I13", "county Referral I13")]
    [InlineData("Cancel", "Accepted", "Cancelled", "I14", "county Referral I14, town ReferralStatus I14")]
    [InlineData("Amend", "Draft", "Draft", "I12", "")]
    public void A_step_of_the_referrer_goes_to_the_receiver_and_its_effect_back(
        string action, string from, string to, string trigger, string expected) =>
        Assert.Equal(expected, Told(action, Party.Referrer, from, to, trigger));

    [Theory]
    [InlineData("Accept", "Submitted", "Accepted", "I13")]
    [InlineData("Schedule", "Accepted", "Scheduled", "S12")]
    [InlineData("Arrive", "Scheduled", "Arrived", "A04")]
    [InlineData("Complete", "Arrived", "Completed", "A03")]
    public void A_step_at_the_receiver_is_a_status_for_the_referrer(
        string action, string from, string to, string trigger) =>
        Assert.Equal("town ReferralStatus I13", Told(action, Party.Receiver, from, to, trigger));

    [Fact]
    public void A_step_that_changes_no_state_is_no_status() => Assert.Equal(
        "",
        Told(
            nameof(ReferralAction.Schedule), Party.Receiver, nameof(ReferralState.Scheduled),
            nameof(ReferralState.Scheduled), "S13"));

    [Fact]
    public void An_appointment_at_the_receiver_is_told_to_the_referrer_with_its_referral()
    {
        var referral = ReferralSamples.Referral("t1", ReferralState.Scheduled);
        var appointment = new ChangedResource("a1", "county", new Appointment());

        var notice = Assert.Single(SharingRules.OfAppointment(appointment, [referral], "S13", Now));

        Assert.Equal(
            ("town", DeliveryKind.Appointment, "S13", "Appointment/a1", "ServiceRequest/r-t1 Task/t1"),
            (notice.Recipient, notice.Kind, notice.Trigger, notice.Focus, string.Join(' ', notice.Also)));
        Assert.Empty(SharingRules.OfAppointment(appointment with { Custodian = "town" }, [referral], "S13", Now));
    }

    [Fact]
    public void An_order_goes_to_each_other_member_that_is_to_perform_it()
    {
        var order = new ServiceRequest
        {
            Performer = [new(
                "Organization/county"), new("Organization/town"), new("Organization/elsewhere"), new("Practitioner/x")],
        };

        Assert.Equal(
            ["county"],
            SharingRules.OfOrder(new("o1", "town", order), ReferralSamples.Members).Select(n => n.Recipient));
    }

    private static string Told(string action, Party by, string from, string to, string trigger)
    {
        var referral = ReferralSamples.Referral("t1", Enum.Parse<ReferralState>(to));
        var step = new ReferralStep(Enum.Parse<ReferralAction>(action), by, StepSource.Referral);
        var notices = SharingRules.OfStep(new(referral, Enum.Parse<ReferralState>(from), step), trigger);
        return string.Join(", ", notices.Select(n => $"{n.Recipient} {n.Kind} {n.Trigger}"));
    }

    private static ChangedResource Report(string custodian) => new("d1", custodian, new DiagnosticReport());

    private static IEnumerable<string> Recipients(ChangedResource report, params Referral[] referrals) =>
        SharingRules.OfReport(report, referrals, [], Now).Select(n => n.Recipient);
}
