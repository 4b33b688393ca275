namespace IntegrationHub.Hub.Simulation;

/// <summary>One message of an episode.</summary>
/// <param name="After">Wait since the step before.</param>
/// <param name="Member">Whose system sends it.</param>
/// <param name="Write">Makes the text at the time of sending.</param>
internal sealed record EpisodeStep(TimeSpan After, string Member, Func<HisSystem, string> Write);

/// <summary>What happens to one patient, as a row of messages of one or more hospitals.</summary>
internal static class Episode
{
    private const int CriticalPercent = 10;
    private const int CorrectedPercent = 15;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(6);

    /// <summary>Registration, order, preliminary and final report, now and then corrected or critical; the visit
    /// ends.</summary>
    public static IReadOnlyList<EpisodeStep> LaboratoryVisit(string member, SyntheticPatient patient, Random dice,
        HisSystem his)
    {
        var test = LabTest.All[dice.Next(LabTest.All.Count)];
        var (visit, order, from) = (his.Next("V"), his.Next("L"), his.Clock.GetUtcNow());
        var critical = dice.Next(100) < CriticalPercent;
        var seed = dice.Next();
        EpisodeStep Report(string status) => new(Later, member,
            h => HisEvents.LabReport(h, patient, visit, order, test, status, critical, new Random(seed)));
        List<EpisodeStep> steps =
        [
            new(TimeSpan.Zero, member, h => HisEvents.Adt(h, "A04", patient, visit, "O", from)),
            new(Soon, member, h => HisEvents.LabOrder(h, patient, visit, order, test)),
            Report("P"),
            Report("F"),
        ];
        if (dice.Next(100) < CorrectedPercent)
            steps.Add(new(Later, member,
                h => HisEvents.LabReport(h, patient, visit, order, test, "C", critical, new Random(seed + 1))));
        steps.Add(new(Soon, member, h => HisEvents.Adt(h, "A03", patient, visit, "O", from, h.Clock.GetUtcNow())));
        return steps;
    }

    /// <summary>An imaging order and an appointment that is sometimes moved, cancelled or missed.</summary>
    public static IReadOnlyList<EpisodeStep> Booking(string member, SyntheticPatient patient, Random dice,
        HisSystem his)
    {
        var (visit, order, number, from) = (his.Next("V"), his.Next("R"), his.Next("A"), his.Clock.GetUtcNow());
        var start = from.AddDays(dice.Next(1, 8));
        List<EpisodeStep> steps =
        [
            new(TimeSpan.Zero, member, h => HisEvents.Adt(h, "A04", patient, visit, "O", from)),
            new(Soon, member, h => HisEvents.ImagingOrder(h, patient, visit, order)),
            new(Soon, member, h => HisEvents.Appointment(h, "S12", patient, number, start)),
        ];
        var fate = dice.Next(4) switch { 0 => "S13", 1 => "S15", 2 => "S26", _ => null };
        if (fate is not null)
            steps.Add(new(Later, member,
                h => HisEvents.Appointment(h, fate, patient, number, start.AddDays(fate == "S13" ? 1 : 0))));
        return steps;
    }

    /// <summary>
    /// A referral up: asked, accepted, booked, admitted, examined; the result travels back to the referrer by itself.
    /// </summary>
    public static IReadOnlyList<EpisodeStep> ReferralUp(
        string referrer, string receiver, SyntheticPatient patient, Random dice, HisSystem from, HisSystem to)
    {
        var (number, visit, order, slot) = (from.Next("ZZ"), to.Next("I"), to.Next("L"), to.Next("A"));
        var (test, now, seed) = (LabTest.All[dice.Next(LabTest.All.Count)], from.Clock.GetUtcNow(), dice.Next());
        var critical = dice.Next(100) < CriticalPercent * 3;
        return
        [
            new(TimeSpan.Zero, referrer,
                h => HisEvents.Referral(h, "I12", patient, number, h.Facility, to.Facility, "P")),
            new(Later, receiver, h => HisEvents.Referral(h, "I13", patient, number, from.Facility, h.Facility, "A")),
            new(Soon, receiver, h => HisEvents.Appointment(h, "S12", patient, slot, now.AddDays(1))),
            new(Later, receiver, h => HisEvents.Adt(h, "A01", patient, visit, "I", h.Clock.GetUtcNow())),
            new(Later, receiver, h => HisEvents.LabReport(h, patient, visit, order, test, "F", critical,
                new Random(seed))),
            new(Later, receiver, h => HisEvents.Adt(h, "A03", patient, visit, "I", now, h.Clock.GetUtcNow())),
        ];
    }
}
