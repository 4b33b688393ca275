using System.Collections.Frozen;
using IntegrationHub.Contracts;
using static IntegrationHub.Exchange.Party;
using static IntegrationHub.Exchange.ReferralAction;
using static IntegrationHub.Exchange.ReferralState;

namespace IntegrationHub.Exchange;

internal sealed record Transition(ReferralState From, ReferralAction On, ReferralState To, Party By);

/// <summary>Every legal step of a referral. What is not a row cannot happen.</summary>
/// <remarks>
/// Emergencies come before the paper work (CONVENTIONS 4.4: 急诊先转后补), so a submitted referral may be scheduled or
/// arrive without having been accepted.
/// </remarks>
internal static class ReferralTransitions
{
    public static readonly IReadOnlyList<Transition> All =
    [
        new(Draft,         Amend,             Draft,         By: Referrer),
        new(Draft,         Submit,            Submitted,     By: Referrer),
        new(Draft,         Cancel,            Cancelled,     By: Referrer),

        new(Submitted,     Amend,             Submitted,     By: Referrer),
        new(Submitted,     RequestInfo,       InfoRequested, By: Receiver),
        new(Submitted,     Accept,            Accepted,      By: Receiver),
        new(Submitted,     Reject,            Rejected,      By: Receiver),
        new(Submitted,     Schedule,          Scheduled,     By: Receiver),
        new(Submitted,     Arrive,            Arrived,       By: Receiver),
        new(Submitted,     Cancel,            Cancelled,     By: Referrer),
        new(Submitted,     Expire,            Expired,       By: Hub),

        new(InfoRequested, Amend,             Submitted,     By: Referrer),
        new(InfoRequested, Accept,            Accepted,      By: Receiver),
        new(InfoRequested, Reject,            Rejected,      By: Receiver),
        new(InfoRequested, Cancel,            Cancelled,     By: Referrer),
        new(InfoRequested, Expire,            Expired,       By: Hub),

        new(Accepted,      Amend,             Accepted,      By: Referrer),
        new(Accepted,      Schedule,          Scheduled,     By: Receiver),
        new(Accepted,      Arrive,            Arrived,       By: Receiver),
        new(Accepted,      Cancel,            Cancelled,     By: Referrer),
        new(Accepted,      Expire,            Expired,       By: Hub),

        new(Scheduled,     Amend,             Scheduled,     By: Referrer),
        new(Scheduled,     Schedule,          Scheduled,     By: Receiver), // another slot
        new(Scheduled,     Unschedule,        Accepted,      By: Receiver),
        new(Scheduled,     Arrive,            Arrived,       By: Receiver),
        new(Scheduled,     Cancel,            Cancelled,     By: Referrer),
        new(Scheduled,     Expire,            Expired,       By: Hub),

        new(Arrived,       Amend,             Arrived,       By: Referrer),
        new(Arrived,       UndoArrival,       Accepted,      By: Receiver),
        new(Arrived,       UndoArrivalToSlot, Scheduled,     By: Receiver),
        new(Arrived,       Complete,          Completed,     By: Receiver),

        new(Completed,     Return,            Returned,      By: Receiver),
    ];

    private static readonly FrozenDictionary<(ReferralState, ReferralAction), Transition> Lookup =
        All.ToFrozenDictionary(t => (t.From, t.On));

    private static readonly FrozenDictionary<ReferralAction, FrozenSet<Party>> Doers =
        All.GroupBy(t => t.On).ToFrozenDictionary(g => g.Key, g => g.Select(t => t.By).ToFrozenSet());

    public static Result<ReferralState> Next(ReferralState from, ReferralAction on, Party by) =>
        !Doers[on].Contains(by) ? HubError.NotYourTransition(on, Doers[on].First())
        : !Lookup.TryGetValue((from, on), out var t) ? HubError.TransitionNotAllowed(from, on)
        : t.To;

    /// <summary>The step has been made already: its only target is where the referral stands.</summary>
    public static bool IsRepeated(ReferralState at, ReferralAction on) =>
        on is not (Amend or Schedule) && All.Where(t => t.On == on).All(t => t.To == at);

    /// <summary>Nothing more can happen to it.</summary>
    public static bool IsFinal(ReferralState state) => All.All(t => t.From != state);
}
