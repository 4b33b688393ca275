namespace IntegrationHub.Fhir;

/// <summary>One searchable value of a resource.</summary>
/// <param name="Parameter">Name under which it is found: <see cref="SearchParameterInfo.IndexedAs"/>.</param>
public abstract record IndexRow(string Parameter);

/// <summary>A code or identifier.</summary>
/// <param name="Parameter">Name under which it is found.</param>
/// <param name="System">
/// System URI; empty when the source gives none and for codes FHIR itself binds: a query may name their system all the
/// same, see <see cref="SearchParameterInfo.ImpliedSystems"/>.
/// </param>
/// <param name="Code">Code, identifier value, <c>true</c>/<c>false</c>, phone number.</param>
public sealed record TokenRow(string Parameter, string System, string Code) : IndexRow(Parameter);

/// <summary>A time or span. A year is a span of a year (see <see cref="FhirDates"/>).</summary>
/// <param name="Parameter">Name under which it is found.</param>
/// <param name="Start">First instant, UTC; <see cref="FhirDates.Earliest"/> when open.</param>
/// <param name="End">First instant after it, UTC; <see cref="FhirDates.Latest"/> when open.</param>
public sealed record DateRow(string Parameter, DateTimeOffset Start, DateTimeOffset End) : IndexRow(Parameter);

/// <summary>A reference to another resource.</summary>
/// <param name="Parameter">Name under which it is found.</param>
/// <param name="Type">Target type; empty when <paramref name="Id"/> is an absolute or canonical URL.</param>
/// <param name="Id">
/// Target id without version, or the URL without <c>/_history/…</c>; a canonical with a version has two rows, with it
/// and without.
/// </param>
public sealed record ReferenceRow(string Parameter, string Type, string Id) : IndexRow(Parameter);

/// <summary>Text, folded by <see cref="SearchText.Fold(string)"/>.</summary>
/// <param name="Parameter">Name under which it is found.</param>
/// <param name="Value">Folded text; searches compare its beginning.</param>
/// <param name="Exact">
/// The text as it was sent, for <c>:exact</c>; null when it is found by <paramref name="Value"/> only (pinyin,
/// <c>X:text</c>).
/// </param>
public sealed record StringRow(string Parameter, string Value, string? Exact = null) : IndexRow(Parameter);

/// <summary>A URI, compared character by character.</summary>
/// <param name="Parameter">Name under which it is found.</param>
/// <param name="Value">The URI as it was sent.</param>
public sealed record UriRow(string Parameter, string Value) : IndexRow(Parameter);

/// <summary>A number, or a quantity with its unit.</summary>
/// <param name="Parameter">Name under which it is found.</param>
/// <param name="System">Unit system; empty for numbers and for units without one.</param>
/// <param name="Code">Unit code, else the unit as printed; empty for numbers.</param>
/// <param name="Low">The value; negative infinity for a range open below.</param>
/// <param name="High">The value again, or the end of a range; infinity when open.</param>
public sealed record NumberRow(string Parameter, string System, string Code, double Low, double High)
    : IndexRow(Parameter);

/// <summary>One part of a composite parameter that is evaluated below the root of the resource.</summary>
/// <param name="Parameter">Name of the composite parameter.</param>
/// <param name="Element">Number of the element both parts stand in; only parts of one element match together.</param>
/// <param name="Part">1, 2 …, as the parameter lists its components.</param>
/// <param name="Value">The part's value.</param>
public sealed record CompositeRow(string Parameter, int Element, int Part, IndexRow Value) : IndexRow(Parameter);
