using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>Parameters of every type; FHIR defines them on Resource, the SDK's list leaves them out.</summary>
internal static class CommonParameters
{
    private const string Canonical = "http://hl7.org/fhir/SearchParameter/";

    /// <summary>On resources that can have a narrative only.</summary>
    public static readonly SearchParameterInfo Text =
        Column("_text", SearchParamType.String, "Words of the narrative", "DomainResource-text");

    public static readonly IReadOnlyList<SearchParameterInfo> All =
    [
        Column("_id", SearchParamType.Token, "Logical id", "Resource-id"),
        Column("_lastUpdated", SearchParamType.Date, "When the server last changed it", "Resource-lastUpdated"),
        Rows("_tag", SearchParamType.Token, "Tag", "Resource-tag", "meta.tag"),
        Rows("_security", SearchParamType.Token, "Security label", "Resource-security", "meta.security"),
        Rows("_profile", SearchParamType.Uri, "Profile the resource claims", "Resource-profile", "meta.profile"),
        Rows("_source", SearchParamType.Uri, "Where the resource comes from", "Resource-source", "meta.source"),
        Column("_content", SearchParamType.String, "Words anywhere in the resource", "Resource-content"),
        Column("_list", SearchParamType.String, "Members of a List, by its id", "Resource-list"),
    ];

    private static SearchParameterInfo Column(
        string name, SearchParamType type, string description, string url) =>
        new(name, type, description) { Url = Canonical + url, IndexedAs = [] };

    private static SearchParameterInfo Rows(
        string name, SearchParamType type, string description, string url, string path) =>
        new(name, type, description) { Url = Canonical + url, Expression = path };
}
