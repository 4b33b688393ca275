using IntegrationHub.Contracts;
using IntegrationHub.Exchange;

namespace IntegrationHub.Unit.Exchange;

internal static class ReferralSamples
{
    public static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static readonly MemberDirectory Members = new(
    [
        Member("county", Tier.County), Member("town", Tier.Township), Member("city", Tier.City),
    ]);

    public static Referral Referral(string task, ReferralState state) => new()
    {
        TaskId = task,
        RequestId = "r-" + task,
        PatientId = "p1",
        Referrer = "town",
        Receiver = "county",
        State = state,
        Version = 1,
        ChangedAt = Nine,
    };

    private static Member Member(string id, Tier tier) => new()
    {
        Id = id,
        Name = id,
        Tier = tier,
        Facilities = [id.ToUpperInvariant()],
        Gateway = "gw-" + id,
    };
}
