namespace IntegrationHub.Exchange;

/// <summary>A referral as the hub follows it; the clinical content is its ServiceRequest and Task.</summary>
internal sealed record Referral
{
    /// <summary>Id of the Task.</summary>
    public required string TaskId { get; init; }

    /// <summary>Id of the ServiceRequest.</summary>
    public required string RequestId { get; init; }

    /// <summary>Id of the Patient.</summary>
    public required string PatientId { get; init; }

    /// <summary>Member that refers.</summary>
    public required string Referrer { get; init; }

    /// <summary>Member that is to receive the patient.</summary>
    public required string Receiver { get; init; }

    /// <summary>Where it stands.</summary>
    public required ReferralState State { get; init; }

    /// <summary>1 at first, one more with every step.</summary>
    public required int Version { get; init; }

    /// <summary>The appointment the receiver gave, when there is one.</summary>
    public string? AppointmentId { get; init; }

    /// <summary>The visit at the receiver, when the patient has come.</summary>
    public string? EncounterId { get; init; }

    /// <summary>When it last changed, UTC.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The party a member is; null for everybody else.</summary>
    public Party? PartyOf(string member) =>
        member == Referrer ? Party.Referrer : member == Receiver ? Party.Receiver : null;

    /// <summary>The other side of the referral.</summary>
    public string? Partner(string member) =>
        member == Referrer ? Receiver : member == Receiver ? Referrer : null;
}
