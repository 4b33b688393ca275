namespace IntegrationHub.Store;

/// <summary>Runs searches.</summary>
public static class Searches
{
    /// <summary>One page, with what it includes.</summary>
    public static Task<SearchPage> RunAsync(HubReader reader, SearchQuery query, CancellationToken ct) =>
        throw new NotImplementedException();
}
