using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Rows for <c>identifier:of-type=type system|type code|value</c>: the type stands where a token's system
/// does.</summary>
internal static class IdentifierTypes
{
    /// <summary>The parameter that takes the modifier.</summary>
    public const string Parameter = "identifier";

    /// <summary>What the names of such rows end in.</summary>
    public const string Suffix = ":of-type";

    /// <summary>One row for each coding of the type of each identifier.</summary>
    public static IEnumerable<IndexRow> Of(Resource resource) =>
        from identifier in Identifiers(resource)
        let value = identifier.Value ?? ""
        where value.Length > 0
        from coding in identifier.Type?.Coding ?? []
        where coding is { System: not null, Code: not null }
        select new TokenRow(Parameter + Suffix, $"{coding.System}|{coding.Code}", value);

    private static List<Identifier> Identifiers(Resource resource) => resource switch
    {
        IIdentifiable<List<Identifier>> many => many.Identifier ?? [],
        IIdentifiable<Identifier> one => one.Identifier is null ? [] : [one.Identifier],
        _ => [],
    };
}
