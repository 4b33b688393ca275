namespace IntegrationHub.Exchange;

/// <summary>Where a referral stands (CONVENTIONS 4.4); <c>Task.businessStatus</c> carries it in kebab case.</summary>
internal enum ReferralState
{
    Draft,
    Submitted,
    InfoRequested,
    Accepted,
    Rejected,
    Scheduled,
    Arrived,
    Completed,
    Returned,
    Cancelled,
    Expired,
}

/// <summary>What can be done with a referral.</summary>
internal enum ReferralAction
{
    Submit,
    Amend,
    RequestInfo,
    Accept,
    Reject,
    Schedule,
    Unschedule,
    Arrive,
    UndoArrival,
    UndoArrivalToSlot,
    Complete,
    Return,
    Cancel,
    Expire,
}

/// <summary>Who may do it.</summary>
internal enum Party
{
    Referrer,
    Receiver,
    Hub,
}
