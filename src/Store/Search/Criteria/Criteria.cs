using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>One condition of a query; the criteria of a query are joined by AND.</summary>
public abstract record Criterion;

/// <summary>The resource has one of these ids.</summary>
/// <param name="AnyOf">Logical ids.</param>
public sealed record IdCriterion(IReadOnlyList<string> AnyOf) : Criterion;

/// <summary>The version was stored then.</summary>
/// <param name="AnyOf">Alternatives.</param>
public sealed record UpdatedCriterion(IReadOnlyList<DateValue> AnyOf) : Criterion;

/// <summary>An index row of the resource meets one of the values.</summary>
/// <param name="Rows">Names of the index rows looked at.</param>
/// <param name="AnyOf">Alternatives, all of one kind.</param>
public sealed record RowCriterion(IReadOnlyList<string> Rows, IReadOnlyList<SearchValue> AnyOf) : Criterion;

/// <summary>Two or more parts of one element meet the values together.</summary>
/// <param name="Param">Name of the index rows.</param>
/// <param name="AnyOf">Alternatives; each holds one value per part.</param>
public sealed record CompositeCriterion(string Param, IReadOnlyList<IReadOnlyList<SearchValue>> AnyOf) : Criterion;

/// <summary>There is no value, or there is one.</summary>
/// <param name="Info">The parameter.</param>
/// <param name="Missing">True: none.</param>
public sealed record MissingCriterion(SearchParameterInfo Info, bool Missing) : Criterion;

/// <summary>What a reference leads to meets a criterion: <c>subject:Patient.name=…</c>.</summary>
/// <param name="Rows">Names of the reference's index rows.</param>
/// <param name="AnyOf">Criterion for each type it may lead to.</param>
public sealed record ChainCriterion(IReadOnlyList<string> Rows, IReadOnlyList<TypedCriterion> AnyOf) : Criterion;

/// <summary>Something that refers to the resource meets a criterion: <c>_has:Observation:patient:code=…</c>.</summary>
/// <param name="Rows">Names of the reference's index rows.</param>
/// <param name="Source">What refers to it.</param>
public sealed record HasCriterion(IReadOnlyList<string> Rows, TypedCriterion Source) : Criterion;

/// <summary>A criterion for resources of another type.</summary>
/// <param name="Type">That type.</param>
/// <param name="Inner">The criterion.</param>
public sealed record TypedCriterion(string Type, Criterion Inner);

/// <summary>The text of the resource holds all of these words.</summary>
/// <param name="Words">Words as they are indexed.</param>
public sealed record WordsCriterion(IReadOnlyList<QueryWord> Words) : Criterion;

/// <summary>The place lies within a distance of one of these.</summary>
/// <param name="AnyOf">Centres with their distances.</param>
public sealed record NearCriterion(IReadOnlyList<NearPlace> AnyOf) : Criterion;

/// <summary>A circle on the map.</summary>
/// <param name="Latitude">Degrees north, WGS 84.</param>
/// <param name="Longitude">Degrees east, WGS 84.</param>
/// <param name="Kilometres">Radius.</param>
public sealed record NearPlace(double Latitude, double Longitude, double Kilometres);

/// <summary>A code of a value set, or of a branch of a code system; looked up before the search runs.</summary>
/// <param name="Name">The parameter as asked for, for errors.</param>
/// <param name="Rows">Names of the index rows looked at.</param>
/// <param name="Codes">Where the codes come from.</param>
public sealed record CodesCriterion(string Name, IReadOnlyList<string> Rows, CodeSource Codes) : Criterion;

/// <summary>All hold.</summary>
/// <param name="Criteria">The criteria.</param>
public sealed record AllOf(IReadOnlyList<Criterion> Criteria) : Criterion;

/// <summary>One holds; none of none.</summary>
/// <param name="Criteria">The criteria.</param>
public sealed record AnyOf(IReadOnlyList<Criterion> Criteria) : Criterion;

/// <summary>It does not hold; a resource without any value matches too (FHIR R4 search, <c>:not</c>).</summary>
/// <param name="Inner">The criterion.</param>
public sealed record Not(Criterion Inner) : Criterion;

/// <summary>Where the codes of <c>:in</c>, <c>:above</c> and <c>:below</c> come from.</summary>
public abstract record CodeSource;

/// <summary>A stored ValueSet.</summary>
/// <param name="Reference">Its URL, or <c>ValueSet/id</c>.</param>
public sealed record ValueSetCodes(string Reference) : CodeSource;

/// <summary>A code with everything below it, or everything above it, in a stored CodeSystem.</summary>
/// <param name="AnyOf">System and code of each.</param>
/// <param name="Below">True: below; false: above.</param>
public sealed record HierarchyCodes(IReadOnlyList<TokenValue> AnyOf, bool Below) : CodeSource;
