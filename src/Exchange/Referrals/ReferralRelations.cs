using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>
/// What a referral opens, by where it stands. Sending one opens nothing to its sender: only what the receiver answers
/// does.
/// </summary>
internal static class ReferralRelations
{
    /// <summary>The referral as a source of relations.</summary>
    public static string SourceOf(Referral referral) => "ServiceRequest/" + referral.RequestId;

    /// <summary>The relations now.</summary>
    public static IReadOnlyList<CareRelation> Of(Referral referral, AccessPolicy policy) => referral.State switch
    {
        ReferralState.Submitted or ReferralState.InfoRequested => [Offer(referral, referral.Receiver, policy)],
        ReferralState.Accepted or ReferralState.Scheduled or ReferralState.Arrived => Both(referral, policy, null),
        ReferralState.Completed or ReferralState.Returned =>
            Both(referral, policy, referral.ChangedAt + policy.Of(RelationKinds.Referral).After),
        _ => [],
    };

    private static List<CareRelation> Both(Referral referral, AccessPolicy policy, DateTimeOffset? until)
    {
        var rows = new List<CareRelation>();
        foreach (var member in new[] { referral.Referrer, referral.Receiver }.Distinct())
        {
            var row = CareRelation.Begun(
                policy, SourceOf(referral), referral.PatientId, member, RelationKinds.Referral, "", referral.ChangedAt);
            rows.Add(row with { Until = until ?? row.Until });
            // Parties of a referral across consortia are no peers: each still sees what the other one keeps.
            if (!policy.Members.Peers(member, referral.ChangedAt).Contains(referral.Partner(member)!))
                rows.Add(Offer(referral, member, policy) with { Until = until ?? row.Until });
        }

        return rows;
    }

    private static CareRelation Offer(Referral referral, string member, AccessPolicy policy) => CareRelation.Begun(
        policy, SourceOf(referral), referral.PatientId, member, RelationKinds.Offer, referral.Partner(member)!,
        referral.ChangedAt);
}
