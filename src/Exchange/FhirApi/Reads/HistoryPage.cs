using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Exchange;

/// <summary>One page of a history.</summary>
/// <param name="Count">Versions on it.</param>
/// <param name="Query">What is asked; one row more than fits is read, to know whether there is a next page.</param>
/// <param name="Path">Path below the base.</param>
/// <param name="Link">The position as the client sent it; null: the first page.</param>
internal sealed record HistoryPage(int Count, HistoryQuery Query, string Path, string? Link)
{
    private static readonly string[] Parameters = ["_count", "_since", "_at", SearchParser.PositionParameter];

    /// <summary>True when not every version is shown.</summary>
    private bool IsFiltered => Query.Since is not null || Query.At is not null;

    // A link goes on with the same history, since and at the same time, for the same caller.
    private string Asked => string.Create(
        CultureInfo.InvariantCulture, $"{Path}?{Query.Since:O}&{Query.At?.Start:O}&{Query.At?.End:O}");

    public static Result<HistoryPage> Read(FhirRequest request, string path)
    {
        var errors = new List<HubError>(request.Unknown(Parameters));
        var count = SearchQuery.DefaultCount;
        if (request.Values("_count").FirstOrDefault() is { } asked
            && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count == 0))
            errors.Add(HubError.FieldMalformed("_count", $"a number from 1 to {SearchQuery.MostCount}"));
        var since = Span(request, "_since", errors);
        var at = Span(request, "_at", errors);
        count = Math.Min(count, SearchQuery.MostCount);
        return errors.Count > 0
            ? Result<HistoryPage>.Failed(errors)
            : new HistoryPage(
                count,
                new HistoryQuery { Limit = count + 1, Since = since?.Start, At = at },
                path,
                request.Values(SearchParser.PositionParameter).FirstOrDefault());
    }

    /// <summary>The page of these versions, or why it cannot be given.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reader">Sees what the caller sees.</param>
    /// <param name="of">Whose history.</param>
    /// <param name="total">All versions, when known and nothing is filtered.</param>
    public async Task<FhirAnswer> AnswerAsync(
        FhirRequest request, HubReader reader, Func<HistoryQuery, HistoryQuery> of, long? total)
    {
        SearchPosition? after = null;
        if (Link is not null
            && (after = await PageLinks.OpenAsync(reader, Asked, Link, request.Aborted)) is null)
            return request.Refuse(HubError.FieldMalformed(
                SearchParser.PositionParameter, "a position from a page link of this server"));
        var found = await Histories.RunAsync(reader, of(Query) with { After = after }, request.Aborted);
        var next = found.Count <= Count ? null : await PageLinks.CloseAsync(
            reader, Asked, Histories.PositionOf(found[Count - 1]), request.Aborted);
        return Answer(request, found, IsFiltered ? null : total, next);
    }

    private FhirAnswer Answer(
        FhirRequest request, IReadOnlyList<StoredResource> found, long? total, string? nextPosition)
    {
        var shown = found.Take(Count).ToList();
        var kept = request.Query.Where(p => p.Key != SearchParser.PositionParameter && p.Key != "_count")
            .Prepend(new("_count", Count.ToString(CultureInfo.InvariantCulture))).ToList();
        var next = nextPosition is null ? null : Url(nextPosition);
        return FhirBundles.History(request, shown, total, Url(Link), next);

        string Url(string? position)
        {
            var all = position is null ? kept : kept.Append(new(SearchParser.PositionParameter, position));
            return $"{request.Base}/{Path}"
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
