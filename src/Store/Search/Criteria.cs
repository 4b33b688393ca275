namespace IntegrationHub.Store;

/// <summary>One search parameter of a query; several are joined by AND, the values of one by OR.</summary>
/// <param name="Param">Parameter name, e.g. <c>code</c>.</param>
public abstract record Criterion(string Param);

/// <summary>A token value: <c>system|code</c>, <c>|code</c>, <c>code</c> or <c>system|</c>.</summary>
/// <param name="System">Null: any system; empty: none.</param>
/// <param name="Code">Null: any code of the system.</param>
public sealed record TokenValue(string? System, string? Code);

/// <summary>Code, status, category, <c>_id</c>, <c>identifier</c> …</summary>
/// <param name="Param">Parameter name.</param>
/// <param name="AnyOf">Alternatives.</param>
public sealed record TokenCriterion(string Param, IReadOnlyList<TokenValue> AnyOf) : Criterion(Param);

/// <summary>How a date is compared (FHIR R4 search, §3.1.1.4.6).</summary>
public enum DatePrefix
{
    /// <summary>The resource's time lies within the value's.</summary>
    Eq,

    /// <summary>It does not.</summary>
    Ne,

    /// <summary>Some of it lies after.</summary>
    Gt,

    /// <summary>Some of it lies before.</summary>
    Lt,

    /// <summary>Within or after.</summary>
    Ge,

    /// <summary>Within or before.</summary>
    Le,

    /// <summary>All of it starts after.</summary>
    Sa,

    /// <summary>All of it ends before.</summary>
    Eb,

    /// <summary>The two overlap, give or take a tenth of the distance to now.</summary>
    Ap,
}

/// <summary>A date with its prefix, as the span of its precision.</summary>
/// <param name="Prefix">How to compare.</param>
/// <param name="Low">First instant.</param>
/// <param name="High">First instant after it. For <see cref="DatePrefix.Ap"/> both are widened already.</param>
public sealed record DateValue(DatePrefix Prefix, DateTimeOffset Low, DateTimeOffset High);

/// <summary><c>date</c>, <c>_lastUpdated</c>, <c>birthdate</c> …</summary>
/// <param name="Param">Parameter name.</param>
/// <param name="AnyOf">Alternatives.</param>
public sealed record DateCriterion(string Param, IReadOnlyList<DateValue> AnyOf) : Criterion(Param);

/// <summary>A reference to a stored resource.</summary>
/// <param name="Param">Parameter name, e.g. <c>patient</c>.</param>
/// <param name="AnyOf">Alternatives.</param>
public sealed record ReferenceCriterion(string Param, IReadOnlyList<ResourceKey> AnyOf) : Criterion(Param);

/// <summary>A reference to whatever has this identifier: <c>patient.identifier=system|value</c>.</summary>
/// <param name="Param">Reference parameter, e.g. <c>patient</c>.</param>
/// <param name="TargetTypes">Types it may lead to.</param>
/// <param name="AnyOf">Identifiers, alternatives.</param>
public sealed record ChainCriterion(
    string Param, IReadOnlyList<string> TargetTypes, IReadOnlyList<TokenValue> AnyOf) : Criterion(Param);

/// <summary>A text value and how it is compared, without case.</summary>
/// <param name="Text">The text.</param>
/// <param name="Exact">True: all of it; false: its beginning.</param>
public sealed record StringValue(string Text, bool Exact);

/// <summary><c>name</c>, <c>family</c> …</summary>
/// <param name="Param">Parameter name.</param>
/// <param name="AnyOf">Alternatives.</param>
public sealed record StringCriterion(string Param, IReadOnlyList<StringValue> AnyOf) : Criterion(Param);
