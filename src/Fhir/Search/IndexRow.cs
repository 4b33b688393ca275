namespace IntegrationHub.Fhir;

/// <summary>One searchable value of a resource.</summary>
/// <param name="Parameter">Name under which it is found: <see cref="SearchParameterInfo.IndexedAs"/>.</param>
public abstract record IndexRow(string Parameter);

/// <summary>A code or identifier.</summary>
/// <param name="Parameter">Name under which it is found.</param>
/// <param name="System">System URI; empty when the source gives none and for codes FHIR itself defines
/// (status).</param>
/// <param name="Code">Code, identifier value, <c>true</c>/<c>false</c>, phone number.</param>
public sealed record TokenRow(string Parameter, string System, string Code) : IndexRow(Parameter);

/// <summary>A time or span. A year is a span of a year (see <see cref="FhirDates"/>).</summary>
/// <param name="Parameter">Name under which it is found.</param>
/// <param name="Start">First instant, UTC; <see cref="FhirDates.Earliest"/> when open.</param>
/// <param name="End">First instant after it, UTC; <see cref="FhirDates.Latest"/> when open.</param>
public sealed record DateRow(string Parameter, DateTimeOffset Start, DateTimeOffset End) : IndexRow(Parameter);

/// <summary>A reference to another resource of this store.</summary>
/// <param name="Parameter">Name under which it is found.</param>
/// <param name="Type">Target type.</param>
/// <param name="Id">Target id.</param>
public sealed record ReferenceRow(string Parameter, string Type, string Id) : IndexRow(Parameter);

/// <summary>Text, folded by <see cref="SearchText.Fold"/>.</summary>
/// <param name="Parameter">Name under which it is found.</param>
/// <param name="Value">Folded text; searches compare its beginning.</param>
public sealed record StringRow(string Parameter, string Value) : IndexRow(Parameter);
