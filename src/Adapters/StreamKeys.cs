using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>Which messages must stay in order: those of one patient of one member.</summary>
public static class StreamKeys
{
    /// <summary>
    /// Member and the first patient identifier (PID-3, PID-2, PID-4), else the visit (PV1-19), else <c>msg</c>: what
    /// names nobody keeps one order per member.
    /// </summary>
    public static string Of(Hl7Message message, string member)
    {
        ArgumentNullException.ThrowIfNull(message);
        var pid = message.First("PID");
        var patient = First(pid, 3) ?? First(pid, 2) ?? First(pid, 4);
        if (patient is not null)
            return $"{member}|{patient}";
        return First(message.First("PV1"), 19) is { } visit ? $"{member}|visit:{visit}" : $"{member}|msg";
    }

    private static string? First(Hl7Segment? segment, int field)
    {
        if (segment is null)
            return null;
        foreach (var repetition in segment[field].Repetitions)
        {
            if (repetition.Component(1).TextOrNull is { } id)
                return id.Trim();
        }
        return null;
    }
}
