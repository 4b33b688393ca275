using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Histories of a resource, a type and everything.</summary>
internal sealed class FhirHistories(HubDb db)
{
    public async Task<FhirAnswer> InstanceAsync(FhirRequest request)
    {
        if (!HistoryPage.Read(request).TryGet(out var page, out var errors))
            return request.Refuse(errors);
        var (type, id) = (request.Type, request.Id);
        return await request.ReadAsync(db, async reader =>
        {
            var total = await Histories.CountAsync(reader, type, id, request.Aborted);
            if (total == 0)
                return request.Refuse(HubError.NotFound($"This {type}"));
            var found = await Histories.RunAsync(
                reader, page.Query with { Type = type, Id = id }, request.Aborted);
            return page.Answer(request, $"{type}/{id}/_history", found, page.IsFiltered ? null : total);
        });
    }

    public Task<FhirAnswer> TypeAsync(FhirRequest request) =>
        ManyAsync(request, $"{request.Type}/_history", request.Type);

    public Task<FhirAnswer> SystemAsync(FhirRequest request) => ManyAsync(request, "_history", null);

    private async Task<FhirAnswer> ManyAsync(FhirRequest request, string path, string? type)
    {
        if (!HistoryPage.Read(request).TryGet(out var page, out var errors))
            return request.Refuse(errors);
        var found = await request.ReadAsync(
            db, reader => Histories.RunAsync(reader, page.Query with { Type = type }, request.Aborted));
        return page.Answer(request, path, found, null);
    }
}
