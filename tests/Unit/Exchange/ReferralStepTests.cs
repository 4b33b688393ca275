using Hl7.Fhir.Model;
using IntegrationHub.Exchange;
using IntegrationHub.Fhir;
using Xunit;
using static Hl7.Fhir.Model.Appointment;
using TaskStatus = Hl7.Fhir.Model.Task.TaskStatus;

namespace IntegrationHub.Unit.Exchange;

public sealed class ReferralStepTests
{
    [Theory]
    [InlineData("I12", "Referrer", null, TaskStatus.Requested, "Submit")]
    [InlineData("I12", "Referrer", "Submitted", TaskStatus.Requested, "Amend")]
    [InlineData("I12", "Referrer", null, TaskStatus.Draft, "Amend")]
    [InlineData("I12", "Referrer", "Draft", TaskStatus.Requested, "Submit")]
    [InlineData("I13", "Referrer", "InfoRequested", TaskStatus.Requested, "Amend")]
    [InlineData("I13", "Referrer", "Accepted", TaskStatus.Cancelled, "Cancel")]
    [InlineData("I14", "Referrer", "Accepted", TaskStatus.Requested, "Cancel")]
    [InlineData("I13", "Receiver", "Submitted", TaskStatus.Accepted, "Accept")]
    [InlineData("I13", "Receiver", "Submitted", TaskStatus.Rejected, "Reject")]
    [InlineData("I13", "Receiver", "Submitted", TaskStatus.OnHold, "RequestInfo")]
    [InlineData("I13", "Receiver", "Submitted", TaskStatus.Requested, null)]
    [InlineData("I14", "Receiver", "Submitted", TaskStatus.Requested, "Reject")]
    public void A_ref_message_asks_for_the_step_its_trigger_sender_and_status_mean(
        string trigger, string by, string? known, TaskStatus status, string? expected)
    {
        var state = known is null ? (ReferralState?)null : Enum.Parse<ReferralState>(known);
        var step = ReferralStep.OfReferral(
            trigger, Enum.Parse<Party>(by), state, new() { Status = status });

        Assert.Equal(expected, step?.Action.ToString());
    }

    [Theory]
    [InlineData("scheduled", TaskStatus.Accepted, "Schedule")]
    [InlineData("returned", TaskStatus.Completed, "Return")]
    [InlineData("arrived", TaskStatus.InProgress, "Arrive")]
    [InlineData("unknown", TaskStatus.Accepted, "Accept")]
    public void The_hubs_own_words_say_more_than_the_status(string code, TaskStatus status, string expected)
    {
        var task = new Hl7.Fhir.Model.Task { Status = status, BusinessStatus = new(FhirNames.ReferralStatus, code) };

        var step = ReferralStep.OfReferral("I13", Party.Receiver, ReferralState.Submitted, task);

        Assert.Equal(expected, step!.Action.ToString());
    }

    [Theory]
    [InlineData(AppointmentStatus.Booked, "Schedule")]
    [InlineData(AppointmentStatus.Pending, "Schedule")]
    [InlineData(AppointmentStatus.Cancelled, "Unschedule")]
    [InlineData(AppointmentStatus.Noshow, "Unschedule")]
    [InlineData(AppointmentStatus.Fulfilled, null)]
    public void An_appointment_schedules_or_gives_the_slot_back(AppointmentStatus status, string? expected) =>
        Assert.Equal(expected, ReferralStep.OfAppointment(status)?.Action.ToString());

    [Theory]
    [InlineData("A01", false, "Arrive")]
    [InlineData("A04", true, "Arrive")]
    [InlineData("A03", false, "Complete")]
    [InlineData("A11", false, "UndoArrival")]
    [InlineData("A11", true, "UndoArrivalToSlot")]
    [InlineData("A08", false, null)]
    public void A_visit_moves_the_referral_by_its_trigger(string trigger, bool hadSlot, string? expected) =>
        Assert.Equal(expected, ReferralStep.OfVisit(trigger, hadSlot)?.Action.ToString());

    [Fact]
    public void A_visit_that_names_no_referral_belongs_to_the_one_that_is_furthest_on()
    {
        var submitted = ReferralSamples.Referral("t1", ReferralState.Submitted);
        var scheduled = ReferralSamples.Referral("t2", ReferralState.Scheduled);

        var (referral, step) = CareEvents.Of(new Encounter(), "e1", "A04", [submitted, scheduled]);

        Assert.Same(scheduled, referral);
        Assert.Equal(ReferralAction.Arrive, step!.Action);
    }

    [Fact]
    public void A_cancelled_appointment_that_is_not_the_referrals_moves_nothing()
    {
        var scheduled = ReferralSamples.Referral("t1", ReferralState.Scheduled) with { AppointmentId = "mine" };

        Assert.Null(
            CareEvents.Of(new Appointment { Status = AppointmentStatus.Cancelled }, "other", [scheduled]).Referral);
        Assert.Same(scheduled, CareEvents.Of(
            new Appointment { Status = AppointmentStatus.Cancelled }, "mine", [scheduled]).Referral);
    }

    [Fact]
    public void A_discharge_completes_only_the_referral_whose_visit_it_ends()
    {
        var arrived = ReferralSamples.Referral("t1", ReferralState.Arrived) with { EncounterId = "e1" };

        Assert.Same(arrived, CareEvents.Of(new Encounter(), "e1", "A03", [arrived]).Referral);
        Assert.Null(CareEvents.Of(new Encounter(), "e2", "A03", [arrived]).Referral);
    }
}
