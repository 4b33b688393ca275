using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Gateway.Intake;

/// <summary>
/// Decides the lane before the stream number is assigned, from a few fields only: critical values (OBX-8, table 0078)
/// and emergency referrals (RF1-2, table 0280).
/// </summary>
internal static class UrgencyScan
{
    /// <summary>Suffix of the stream of urgent messages: they have numbers of their own and wait for nobody.</summary>
    public const string Suffix = "|!";

    public static Urgency Of(Hl7Message message) => message.Header.MessageCode switch
    {
        "ORU" => message.All("OBX").Any(IsCritical) ? Urgency.Urgent : Urgency.Routine,
        "REF" => message.First("RF1")?[2].Component(1).Text is "S" or "A" or "E" ? Urgency.Urgent : Urgency.Routine,
        _ => Urgency.Routine,
    };

    /// <summary>The stream of a message of this urgency.</summary>
    public static string Stream(string streamKey, Urgency urgency) =>
        urgency == Urgency.Urgent ? streamKey + Suffix : streamKey;

    private static bool IsCritical(Hl7Segment obx)
    {
        if (obx[8].IsAbsent)
            return false;
        foreach (var flag in obx[8].Repetitions)
        {
            if (flag.Component(1).Text is "HH" or "LL" or "AA" or "CR")
                return true;
        }
        return false;
    }
}
