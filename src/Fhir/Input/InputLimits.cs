namespace IntegrationHub.Fhir;

/// <summary>Named limits of what is read from outside.</summary>
public static class InputLimits
{
    /// <summary>Levels of nesting. The deepest official R4 example has 20.</summary>
    public const int Depth = 64;

    /// <summary>Characters of a string (FHIR R4 datatypes.html#string).</summary>
    public const int StringLength = 1024 * 1024;

    /// <summary>Bytes of a property name; the longest of R4 has fewer than 60.</summary>
    public const int NameBytes = 128;

    /// <summary>Errors told at once.</summary>
    public const int Errors = 500;
}
