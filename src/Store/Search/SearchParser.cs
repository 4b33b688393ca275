using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>Search parameters of a URL or form → <see cref="SearchQuery"/>. Unknown parameters are errors.</summary>
public static class SearchParser
{
    /// <summary>Name of the parameter that carries <see cref="SearchPosition"/> in page links.</summary>
    public const string PositionParameter = "_position";

    /// <summary>Reads all parameters; every mistake is reported at once.</summary>
    /// <param name="type">Resource type.</param>
    /// <param name="parameters">Names (with modifier and chain) and values, unescaped from the URL.</param>
    /// <param name="now">For the prefix <c>ap</c>.</param>
    public static Result<SearchQuery> Parse(
        string type, IEnumerable<KeyValuePair<string, string>> parameters, DateTimeOffset now) =>
        throw new NotImplementedException();
}
