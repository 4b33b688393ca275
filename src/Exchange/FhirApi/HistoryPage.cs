using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>One page of a history.</summary>
/// <param name="Count">Versions on it.</param>
/// <param name="After">Where the page before ended; null for the first.</param>
internal sealed record HistoryPage(int Count, SearchPosition? After)
{
    public static readonly IReadOnlyList<string> Parameters = ["_count", SearchParser.PositionParameter];

    public static Result<HistoryPage> Read(FhirRequest request)
    {
        var query = request.Http.Request.Query;
        var errors = new List<HubError>();
        var count = SearchQuery.DefaultCount;
        if (query.TryGetValue("_count", out var asked)
            && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count == 0))
            errors.Add(HubError.FieldMalformed("_count", $"a number from 1 to {SearchQuery.MostCount}"));
        SearchPosition? after = null;
        if (query.TryGetValue(SearchParser.PositionParameter, out var position)
            && !SearchPosition.TryParse(position, out after))
            errors.Add(HubError.FieldMalformed(
                SearchParser.PositionParameter, "a position from a page link of this server"));
        return errors.Count > 0
            ? Result<HistoryPage>.Failed(errors)
            : new HistoryPage(Math.Min(count, SearchQuery.MostCount), after);
    }

    /// <param name="request">The request.</param>
    /// <param name="path">Path below the base, for the links.</param>
    /// <param name="found">One more than fits, when there are more.</param>
    /// <param name="total">All versions, when known.</param>
    /// <param name="place">The position of a version.</param>
    public FhirAnswer Answer(
        FhirRequest request, string path, IReadOnlyList<StoredResource> found, long? total,
        Func<StoredResource, SearchPosition> place)
    {
        var shown = found.Take(Count).ToList();
        var url = $"{request.Base}/{path}?_count={Count}";
        var self = After is null ? url : $"{url}&{SearchParser.PositionParameter}={After}";
        var next = found.Count > Count ? $"{url}&{SearchParser.PositionParameter}={place(shown[^1])}" : null;
        return FhirBundles.History(request, shown, total, self, next);
    }
}
