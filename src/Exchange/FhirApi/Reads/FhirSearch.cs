using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.AspNetCore.WebUtilities;

namespace IntegrationHub.Exchange;

/// <summary>Search by GET and by POST <c>_search</c>: a type, a compartment, everything.</summary>
internal sealed class FhirSearch(HubDb db, TimeProvider clock)
{
    private const int FormLimit = 512 * 1024;

    public Task<FhirAnswer> GetAsync(FhirRequest request) => RunAsync(request, request.Type, request.Type, null);

    /// <summary>A search whose parameters come in a form.</summary>
    public static Task<FhirAnswer> FormAsync(FhirRequest request, Func<FhirRequest, Task<FhirAnswer>> search) =>
        WithFormAsync(request, search);

    public Task<FhirAnswer> SystemFormAsync(FhirRequest request) => WithFormAsync(request, SystemAsync);

    public Task<FhirAnswer> CompartmentFormAsync(FhirRequest request) => WithFormAsync(request, CompartmentAsync);

    public Task<FhirAnswer> SystemAsync(FhirRequest request) => RunAsync(request, "", null, null);

    public Task<FhirAnswer> CompartmentAsync(FhirRequest request) => RunAsync(
        request, $"{request.Type}/{request.Id}/{request.Route(TypeConstraint.Target)}",
        request.Route(TypeConstraint.Target), new(request.Type, request.Id));

    // The form's parameters and the URL's are one search.
    private static async Task<FhirAnswer> WithFormAsync(FhirRequest request, Func<FhirRequest, Task<FhirAnswer>> search)
    {
        if (request.Body.MediaType != "application/x-www-form-urlencoded")
            return request.Refuse(new HubError(
                HubErrorCode.MediaTypeUnsupported, "It takes application/x-www-form-urlencoded.", "Content-Type"));
        if (!(await request.Body.BytesAsync(request.Aborted)).TryGet(out var bytes, out var errors))
            return request.Refuse(errors);
        if (bytes.Length > FormLimit)
            return request.Refuse(HubError.LimitExceeded("The form", FormLimit));
        // How much it may hold is said above; the search itself counts its parameters.
        using var reader = new FormReader(System.Text.Encoding.UTF8.GetString(bytes.Span))
        {
            KeyLengthLimit = FormLimit,
            ValueLengthLimit = FormLimit,
            ValueCountLimit = FormLimit,
        };
        var form = (await reader.ReadFormAsync(request.Aborted))
            .SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? "")));
        IReadOnlyList<KeyValuePair<string, string>> all = [.. request.Query, .. form];
        request.Note.Asked(all);
        return OutputShape.Read(all).TryGet(out var shape, out errors)
            ? await search(request with { Query = all, Shape = shape })
            : request.Refuse(errors);
    }

    private async Task<FhirAnswer> RunAsync(
        FhirRequest request, string path, string? type, ResourceKey? compartment)
    {
        if (type is null && ScopeRule.OfNamedTypes(request) is { } lacking)
            return request.Refuse(lacking);
        var asked = request.Query.Where(p => p.Key != "_elements" && (p.Key != "_summary" || p.Value == "count"));
        var handling = request.Prefer.Lenient ? SearchHandling.Lenient : SearchHandling.Strict;
        if (!SearchParser.Parse(type, asked, clock.GetUtcNow(), handling, request.Base, compartment)
                .TryGet(out var query, out var errors))
            return request.Refuse(errors);

        var found = await request.ReadAsync(db, reader => Searches.RunAsync(reader, query, request.Aborted));
        if (!found.TryGet(out var page, out errors))
            return request.Refuse(errors);
        var total = page.Total ?? (query.Position is null && page.Next is null ? page.Matches.Count : null);
        var shape = request.Query.Where(p => p.Key is "_elements" || (p.Key is "_summary" && p.Value != "count"));
        IReadOnlyList<KeyValuePair<string, string>> used = [.. query.Used, .. shape];
        var self = Url(query.Position is { } here ? used.Append(new(SearchParser.PositionParameter, here)) : used);
        var next = page.Next is { } place ? Url(used.Append(new(SearchParser.PositionParameter, place))) : null;
        return FhirBundles.Searchset(request, page, total, self, next, query.Warnings);

        string Url(IEnumerable<KeyValuePair<string, string>> parameters) =>
            (path.Length == 0 ? request.Base : $"{request.Base}/{path}")
            + Microsoft.AspNetCore.Http.QueryString.Create(
                parameters.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
    }
}
