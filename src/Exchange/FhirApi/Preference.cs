using Microsoft.Extensions.Primitives;

namespace IntegrationHub.Exchange;

/// <summary>What a write shall give back.</summary>
internal enum ReturnPreference
{
    Unsaid,
    Minimal,
    Representation,
    OperationOutcome,
}

/// <summary>The <c>Prefer</c> header (RFC 7240, FHIR R4 http.html#ops).</summary>
/// <param name="Return">What a write gives back.</param>
/// <param name="Lenient">True: unknown parameters are left out instead of refused.</param>
internal sealed record Preference(ReturnPreference Return, bool Lenient)
{
    public static readonly Preference None = new(ReturnPreference.Unsaid, false);

    /// <summary>Reads the header; what is not known in it is left alone, as RFC 7240 asks.</summary>
    public static Preference Read(StringValues header)
    {
        if (header.Count == 0)
            return None;
        var found = None;
        foreach (var part in header.ToString().Split([',', ';'], StringSplitOptions.TrimEntries))
        {
            found = part.Replace("\"", "", StringComparison.Ordinal).ToUpperInvariant() switch
            {
                "RETURN=MINIMAL" => found with { Return = ReturnPreference.Minimal },
                "RETURN=REPRESENTATION" => found with { Return = ReturnPreference.Representation },
                "RETURN=OPERATIONOUTCOME" => found with { Return = ReturnPreference.OperationOutcome },
                "HANDLING=LENIENT" => found with { Lenient = true },
                "HANDLING=STRICT" => found with { Lenient = false },
                _ => found,
            };
        }

        return found;
    }
}
