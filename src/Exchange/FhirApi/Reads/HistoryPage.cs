using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Exchange;

/// <summary>One page of a history.</summary>
/// <param name="Count">Versions on it.</param>
/// <param name="Query">What is asked; one row more than fits is read, to know whether there is a next page.</param>
internal sealed record HistoryPage(int Count, HistoryQuery Query)
{
    private static readonly string[] Parameters = ["_count", "_since", "_at", SearchParser.PositionParameter];

    /// <summary>True when not every version is shown.</summary>
    public bool IsFiltered => Query.Since is not null || Query.At is not null;

    public static Result<HistoryPage> Read(FhirRequest request)
    {
        var errors = new List<HubError>(request.Unknown(Parameters));
        var count = SearchQuery.DefaultCount;
        if (request.Values("_count").FirstOrDefault() is { } asked
            && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count == 0))
            errors.Add(HubError.FieldMalformed("_count", $"a number from 1 to {SearchQuery.MostCount}"));
        SearchPosition? after = null;
        if (request.Values(SearchParser.PositionParameter).FirstOrDefault() is { } position
            && !SearchPosition.TryParse(position, out after))
            errors.Add(HubError.FieldMalformed(
                SearchParser.PositionParameter, "a position from a page link of this server"));
        var since = Span(request, "_since", errors);
        var at = Span(request, "_at", errors);
        count = Math.Min(count, SearchQuery.MostCount);
        return errors.Count > 0
            ? Result<HistoryPage>.Failed(errors)
            : new HistoryPage(
                count,
                new HistoryQuery { Limit = count + 1, After = after, Since = since?.Start, At = at });
    }

    /// <param name="request">The request.</param>
    /// <param name="path">Path below the base, for the links.</param>
    /// <param name="found">One more than fits, when there are more.</param>
    /// <param name="total">All versions, when known.</param>
    public FhirAnswer Answer(
        FhirRequest request, string path, IReadOnlyList<StoredResource> found, long? total)
    {
        var shown = found.Take(Count).ToList();
        var kept = request.Query.Where(p => p.Key != SearchParser.PositionParameter && p.Key != "_count")
            .Prepend(new("_count", Count.ToString(CultureInfo.InvariantCulture))).ToList();
        var next = found.Count > Count ? Url(Histories.PositionOf(shown[^1])) : null;
        return FhirBundles.History(request, shown, total, Url(Query.After), next);

        string Url(SearchPosition? position)
        {
            var all = position is null ? kept : kept.Append(new(SearchParser.PositionParameter, position.ToString()));
            return $"{request.Base}/{path}"
                + QueryString.Create(all.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
        }
    }

    private static (DateTimeOffset Start, DateTimeOffset End)? Span(
        FhirRequest request, string name, List<HubError> errors)
    {
        if (request.Values(name).FirstOrDefault() is not { } text)
            return null;
        // A + that came unescaped is a space by now.
        if (FhirDates.Span(text.Replace(' ', '+')).TryGet(out var span, out _))
            return span;
        errors.Add(HubError.FieldMalformed(name, "a time such as 2026-03-02T09:00:00+08:00"));
        return null;
    }
}
