using Hl7.Fhir.Model;

namespace IntegrationHub.Exchange;

/// <summary>Which of two versions of one resource is the newer one (RELIABILITY F32).</summary>
internal static class VersionGuard
{
    /// <summary>
    /// Results get surer, never less sure: a preliminary one never replaces a final or corrected one.
    /// </summary>
    public static int Rank(string? status) => status switch
    {
        "registered" or "unknown" => 1,
        "partial" or "preliminary" => 2,
        "final" => 3,
        "amended" or "corrected" or "appended" => 4,
        "cancelled" or "entered-in-error" => 5,
        _ => 0,
    };

    /// <summary>
    /// The event time to write with; null when the stored version stays. A surer result written by a slow clock gets
    /// the stored time, because it is the newer one whatever its clock says.
    /// </summary>
    public static DateTimeOffset? Decide(
        string type, string? storedStatus, DateTimeOffset storedAt, string? status, DateTimeOffset at)
    {
        if (type is not ("DiagnosticReport" or "Observation"))
            return at < storedAt ? null : at;
        var (held, sent) = (Rank(storedStatus), Rank(status));
        return sent < held ? null
            : sent > held ? Later(at, storedAt)
            : at < storedAt ? null : at;
    }

    /// <summary>The status of a result; null for other types.</summary>
    public static string? StatusOf(Resource resource) => resource switch
    {
        DiagnosticReport report => Literal(report.StatusElement),
        Observation observation => Literal(observation.StatusElement),
        _ => null,
    };

    private static string? Literal(PrimitiveType? code) => code?.JsonValue switch
    {
        null => null,
        Enum value => Hl7.Fhir.Utility.EnumUtility.GetLiteral(value),
        var other => other.ToString(),
    };

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
