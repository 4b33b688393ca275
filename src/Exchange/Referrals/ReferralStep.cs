using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Exchange;

/// <summary>What kind of message wants the step; decides what happens when it is illegal.</summary>
internal enum StepSource
{
    /// <summary>REF: the step is the message's purpose, so an illegal one is refused.</summary>
    Referral,

    /// <summary>SIU: an appointment is true whatever the referral says, so an illegal step is ignored.</summary>
    Appointment,

    /// <summary>ADT: likewise.</summary>
    Visit,
}

/// <summary>One step somebody wants to make.</summary>
internal sealed record ReferralStep(ReferralAction Action, Party By, StepSource Source)
{
    /// <summary>What became of the step: a new state, or why not; refused errors stop the message.</summary>
    public StepOutcome On(ReferralState current)
    {
        if (ReferralTransitions.Next(current, Action, By).TryGet(out var next, out var errors))
            return new(next, null, Refused: false);
        var repeated = errors[0].Code == HubErrorCode.TransitionNotAllowed
            && ReferralTransitions.IsRepeated(current, Action);
        return new(current, errors[0], Refused: Source == StepSource.Referral && !repeated);
    }

    /// <summary>The step of a REF message of one party; null when the status it carries asks for nothing.</summary>
    /// <param name="trigger"><c>I12</c>, <c>I13</c> or <c>I14</c>.</param>
    /// <param name="by">The party the sender is.</param>
    /// <param name="known">Where the referral stands; null: the hub does not hold it yet.</param>
    /// <param name="task">The Task as converted from RF1-1: its status, and the finer business status.</param>
    public static ReferralStep? OfReferral(string trigger, Party by, ReferralState? known, FhirTask task)
    {
        var status = task.Status;
        ReferralAction? action = (by, trigger) switch
        {
            (Party.Referrer, "I14") => ReferralAction.Cancel,
            (Party.Referrer, _) when status is TaskStatus.Cancelled or TaskStatus.Failed => ReferralAction.Cancel,
            (Party.Referrer, _) when status is TaskStatus.Draft => ReferralAction.Amend,
            (Party.Referrer, _) => known is null or ReferralState.Draft ? ReferralAction.Submit : ReferralAction.Amend,
            (Party.Receiver, "I14") => ReferralAction.Reject,
            (Party.Receiver, _) => OfReceiver(CodeOf(task)) ?? OfReceiver(status),
            _ => null,
        };
        return action is { } a ? new(a, by, StepSource.Referral) : null;
    }

    /// <summary>The step of an appointment message of the receiving member.</summary>
    /// <param name="status">Appointment.status as converted.</param>
    public static ReferralStep? OfAppointment(Appointment.AppointmentStatus? status) => status switch
    {
        Appointment.AppointmentStatus.Proposed or Appointment.AppointmentStatus.Pending
            or Appointment.AppointmentStatus.Booked =>
            new(ReferralAction.Schedule, Party.Receiver, StepSource.Appointment),
        Appointment.AppointmentStatus.Cancelled or Appointment.AppointmentStatus.Noshow
            or Appointment.AppointmentStatus.EnteredInError =>
            new(ReferralAction.Unschedule, Party.Receiver, StepSource.Appointment),
        _ => null,
    };

    /// <summary>The step of a visit message of the receiving member.</summary>
    /// <param name="trigger"><c>A01</c>, <c>A03</c>, <c>A04</c> or <c>A11</c>; other events make no step.</param>
    /// <param name="hadSlot">The referral had an appointment before the patient came.</param>
    public static ReferralStep? OfVisit(string trigger, bool hadSlot) => trigger switch
    {
        "A01" or "A04" => new(ReferralAction.Arrive, Party.Receiver, StepSource.Visit),
        "A03" => new(ReferralAction.Complete, Party.Receiver, StepSource.Visit),
        "A11" => new(
            hadSlot ? ReferralAction.UndoArrivalToSlot : ReferralAction.UndoArrival, Party.Receiver, StepSource.Visit),
        _ => null,
    };

    private static string? CodeOf(FhirTask task) =>
        task.BusinessStatus?.Coding.Find(c => c.System == FhirNames.ReferralStatus)?.Code;

    private static ReferralAction? OfReceiver(string? code) => code switch
    {
        "info-requested" => ReferralAction.RequestInfo,
        "accepted" => ReferralAction.Accept,
        "rejected" => ReferralAction.Reject,
        "scheduled" => ReferralAction.Schedule,
        "arrived" => ReferralAction.Arrive,
        "completed" => ReferralAction.Complete,
        "returned" => ReferralAction.Return,
        _ => null,
    };

    private static ReferralAction? OfReceiver(TaskStatus? status) => status switch
    {
        TaskStatus.Accepted => ReferralAction.Accept,
        TaskStatus.Rejected or TaskStatus.Cancelled => ReferralAction.Reject,
        TaskStatus.OnHold => ReferralAction.RequestInfo,
        TaskStatus.InProgress => ReferralAction.Arrive,
        TaskStatus.Completed => ReferralAction.Complete,
        _ => null,
    };
}

/// <summary>What became of a step.</summary>
/// <param name="State">Where the referral stands afterwards.</param>
/// <param name="Reason">Why nothing happened; null when the step was made.</param>
/// <param name="Refused">The message that wanted it is refused.</param>
internal readonly record struct StepOutcome(ReferralState State, HubError? Reason, bool Refused)
{
    public bool Made => Reason is null;
}
