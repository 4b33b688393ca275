using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Exchange;

/// <summary>Search by GET and by POST <c>_search</c>.</summary>
internal sealed class FhirSearch(HubDb db, TimeProvider clock)
{
    private const int FormLimit = 64 * 1024;

    public Task<FhirAnswer> GetAsync(FhirRequest request) => RunAsync(request, Parameters(request.Http.Request.Query));

    public async Task<FhirAnswer> PostAsync(FhirRequest request)
    {
        var http = request.Http.Request;
        if (!http.HasFormContentType)
            return FhirAnswer.Of(
                [new(HubErrorCode.NotSupported, "It takes application/x-www-form-urlencoded.", "Content-Type")],
                request.RequestId, StatusCodes.Status415UnsupportedMediaType);
        if (http.ContentLength > FormLimit)
            return request.Refuse(HubError.LimitExceeded("The form", FormLimit));
        var form = await http.ReadFormAsync(request.Aborted);
        return await RunAsync(request, [.. Parameters(http.Query), .. Parameters(form)]);
    }

    private async Task<FhirAnswer> RunAsync(FhirRequest request, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var type = request.Route("type");
        if (!SearchParser.Parse(type, parameters, clock.GetUtcNow()).TryGet(out var query, out var errors))
            return request.Refuse(errors);

        await using var reader = await db.ReadAsync(request.Aborted);
        var page = await Searches.RunAsync(reader, query, request.Aborted);
        var total = page.Total ?? (query.After is null && page.Next is null ? page.Matches.Count : null);
        var self = Url(request, type, parameters);
        var next = page.Next is { } place
            ? Url(request, type, parameters.Where(p => p.Key != SearchParser.PositionParameter)
                .Append(new(SearchParser.PositionParameter, place.ToString())))
            : null;
        return FhirBundles.Searchset(request, page, total, self, next);
    }

    private static string Url(
        FhirRequest request, string type, IEnumerable<KeyValuePair<string, string>> parameters) =>
        $"{request.Base}/{type}"
        + QueryString.Create(parameters.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));

    private static List<KeyValuePair<string, string>> Parameters(
        IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> given) =>
        [.. given.SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? "")))];
}
