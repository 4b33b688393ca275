using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>
/// One search parameter the hub really answers. Index, query parser and CapabilityStatement read it here.
/// </summary>
/// <param name="Name">Name in the query, e.g. <c>patient</c>.</param>
/// <param name="Type">Token, Date, Reference or String.</param>
/// <param name="Description">One line for the CapabilityStatement.</param>
public sealed record SearchParameterInfo(string Name, SearchParamType Type, string Description)
{
    /// <summary>
    /// Name of the index rows that answer it. <c>patient</c> reads the rows of <c>subject</c> and looks only at targets
    /// of type Patient: one row instead of two (PERFORMANCE lever 1).
    /// </summary>
    public string IndexedAs { get; init; } = Name;

    /// <summary>Types a reference may point to; chains and <c>_include</c> follow them. Empty for the others.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];
}
