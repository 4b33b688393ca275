using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Histories of a resource, a type and everything.</summary>
internal sealed class FhirHistories(HubDb db)
{
    public async Task<FhirAnswer> InstanceAsync(FhirRequest request)
    {
        var (type, id) = (request.Type, request.Id);
        if (!HistoryPage.Read(request, $"{type}/{id}/_history").TryGet(out var page, out var errors))
            return request.Refuse(errors);
        return await request.ReadAsync(db, async reader =>
        {
            var total = await Histories.CountAsync(reader, type, id, request.Aborted);
            return total == 0
                ? request.Refuse(HubError.NotFound($"This {type}"))
                : await page.AnswerAsync(request, reader, q => q with { Type = type, Id = id }, total);
        });
    }

    public Task<FhirAnswer> TypeAsync(FhirRequest request) =>
        ManyAsync(request, $"{request.Type}/_history", request.Type);

    public Task<FhirAnswer> SystemAsync(FhirRequest request) => ManyAsync(request, "_history", null);

    private async Task<FhirAnswer> ManyAsync(FhirRequest request, string path, string? type) =>
        HistoryPage.Read(request, path).TryGet(out var page, out var errors)
            ? await request.ReadAsync(
                db, reader => page.AnswerAsync(request, reader, q => q with { Type = type }, null))
            : request.Refuse(errors);
}
