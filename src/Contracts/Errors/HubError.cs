namespace IntegrationHub.Contracts;

/// <summary>A failure the caller can act on. Bugs and outages are exceptions, not errors.</summary>
/// <param name="Code">Stable; dashboards and scripts match on it.</param>
/// <param name="Text">One sentence for a person: what is wrong and what to do. Never patient data.</param>
/// <param name="Path">Where: an HL7 path (<c>OBX[2]-5.1</c>), a FHIRPath, or <c>file:line</c>.</param>
public sealed record HubError(HubErrorCode Code, string Text, string? Path = null)
{
    /// <summary>Line of the body where it was found, from 1; null when it is not known or means nothing.</summary>
    public int? Line { get; init; }

    /// <summary>Column in that line, from 1.</summary>
    public int? Column { get; init; }

    /// <summary>A required field is absent.</summary>
    public static HubError FieldMissing(string path, string what) =>
        new(HubErrorCode.FieldMissing, $"{what} is required and absent.", path);

    /// <summary>A field is present and unreadable; the value itself is never repeated.</summary>
    public static HubError FieldMalformed(string path, string expected) =>
        new(HubErrorCode.FieldMalformed, $"The value is not {expected}.", path);

    /// <summary>Nothing visible to the caller has this name.</summary>
    public static HubError NotFound(string what) => new(HubErrorCode.NotFound, $"{what} is not known here.");

    /// <summary>A named limit was passed.</summary>
    public static HubError LimitExceeded(string limit, long most, string? path = null) =>
        new(HubErrorCode.LimitExceeded, $"{limit} is limited to {most}.", path);

    /// <summary>A step the transition table does not hold.</summary>
    public static HubError TransitionNotAllowed(Enum from, Enum on) =>
        new(HubErrorCode.TransitionNotAllowed, $"A referral that is {from} cannot {on}.");

    /// <summary>The step belongs to the other party.</summary>
    public static HubError NotYourTransition(Enum on, Enum by) =>
        new(HubErrorCode.NotYourTransition, $"{on} is a step of the {by}.");

    /// <inheritdoc />
    public override string ToString() => Path is null ? $"{Code}: {Text}" : $"{Path}: {Code}: {Text}";
}
