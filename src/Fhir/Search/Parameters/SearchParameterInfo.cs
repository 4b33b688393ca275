using System.Diagnostics.CodeAnalysis;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>
/// One search parameter of one type that the hub really answers. Index, query parser and CapabilityStatement read it.
/// </summary>
/// <param name="Name">Name in the query, e.g. <c>patient</c>.</param>
/// <param name="Type">How its values are compared.</param>
/// <param name="Description">One line for the CapabilityStatement.</param>
public sealed record SearchParameterInfo(string Name, SearchParamType Type, string Description)
{
    private ElementFacts? facts;

    /// <summary>Resource type it belongs to; empty for parameters of every type.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Canonical URL of the definition; empty for the hub's own.</summary>
    public string Url { get; init; } = "";

    /// <summary>FHIRPath of this type only; empty for parameters that are columns.</summary>
    public string Expression { get; init; } = "";

    /// <summary>
    /// Names of the index rows that answer it, joined by OR. Parameters that read the same elements share rows:
    /// <c>patient</c> → <c>subject</c>; <c>combo-code</c> → <c>code</c>, <c>component-code</c>. Empty: no rows
    /// (columns, and composites answered <see cref="OnRoot"/> only).
    /// </summary>
    public IReadOnlyList<string> IndexedAs { get; init; } = [Name];

    /// <summary>Types a reference may point to; chains and <c>_include</c> follow them. Empty: any.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>
    /// The definition says <c>where(resolve() is …)</c>: rows it shares may point elsewhere, so a look-up (and
    /// <c>:missing</c>) also compares the target type with <see cref="Targets"/>.
    /// </summary>
    public bool Narrowed { get; init; }

    /// <summary>Parts of a composite, in the order of the query's <c>$</c>; empty for the others.</summary>
    public IReadOnlyList<CompositePart> Parts { get; init; } = [];

    /// <summary>
    /// A composite whose parts stand on the resource itself: it matches when each of <see cref="Parts"/> matches as a
    /// parameter of its own. With <see cref="IndexedAs"/> not empty (<c>combo-code-value-quantity</c>) it matches by
    /// those rows as well.
    /// </summary>
    public bool OnRoot { get; init; }

    /// <summary>Stored by a client at run time, not part of FHIR R4.</summary>
    public bool IsCustom { get; init; }

    /// <summary>A reference whose element occurs at most once (0..1 or 1..1).</summary>
    /// <remarks>The first question about a type reads the SDK's model of it, about a millisecond.</remarks>
    [SuppressMessage("Naming", "CA1720", Justification = "One element, not a floating-point number.")]
    public bool Single => Facts.Single;

    /// <summary>
    /// Systems a token query may name although the rows carry none, because FHIR itself binds the element
    /// (<c>status</c>). Not empty: <c>system|code</c> with one of them, <c>|code</c> and <c>code</c> all look for rows
    /// with the empty system; any other system finds nothing. Empty: the system is compared with the row's.
    /// </summary>
    public IReadOnlyList<string> ImpliedSystems => Facts.Systems;

    /// <summary>Reads a <c>SearchParameter</c> a client stored: one parameter per type of its <c>base</c>.</summary>
    /// <returns>
    /// The parameters for <see cref="CustomParameters.Replace"/>, or every mistake: code, type, base, target, an
    /// expression that is no FHIRPath or names unknown elements, unknown components, a name that FHIR itself defines.
    /// </returns>
    /// <remarks>Status is not looked at: whether a draft or retired one is active is the caller's decision.</remarks>
    public static Result<IReadOnlyList<SearchParameterInfo>> TryMake(SearchParameter resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new CustomDefinition(resource).Read();
    }

    private ElementFacts Facts => facts ??= ElementFacts.Of(this);
}

/// <summary>One part of a composite search parameter.</summary>
/// <param name="Parameter">Name of the component parameter, of the same resource type.</param>
/// <param name="Type">How the part's value is compared.</param>
public sealed record CompositePart(string Parameter, SearchParamType Type)
{
    /// <summary>FHIRPath from the element the composite stands on.</summary>
    internal string Expression { get; init; } = "";
}
