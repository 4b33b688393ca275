using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary><c>$meta</c>, <c>$meta-add</c> and <c>$meta-delete</c>.</summary>
internal sealed class MetaOperations(HubDb db, WriteDesk desk, TimeProvider clock)
{
    public async Task<FhirAnswer> ReadAsync(FhirRequest request)
    {
        if (request.Id.Length == 0)
            return Answer(await request.ReadAsync(db, r => MetaLists.ReadAsync(r, request.Type, request.Aborted)));
        var stored = await request.ReadAsync(
            db, reader => Resources.ReadAsync(reader, request.Type, request.Id, request.Aborted));
        if (stored is not null)
            request.Note.Saw(stored);
        return stored switch
        {
            null => request.Refuse(HubError.NotFound($"This {request.Type}")),
            { Deleted: true } => request.Refuse(new HubError(HubErrorCode.Gone, "It was deleted.")),
            _ => Answer(FhirJson.Parse<Resource>(stored.BodyJson).Meta ?? new()),
        };
    }

    public Task<FhirAnswer> AddAsync(FhirRequest request) => ChangeAsync(request, adds: true);

    public Task<FhirAnswer> DeleteAsync(FhirRequest request) => ChangeAsync(request, adds: false);

    private async Task<FhirAnswer> ChangeAsync(FhirRequest request, bool adds)
    {
        if (!(await OperationInput.ReadAsync(request)).TryGet(out var input, out var errors))
            return request.Refuse(errors);
        if (input.Value<Meta>("meta") is not { } meta)
            return request.Refuse(HubError.FieldMissing("Parameters.parameter.where(name='meta')", "A valueMeta"));
        var change = Change.Of(request, ChangeKind.Patch, clock) with { Patch = new MetaPatch(meta, adds) };
        var made = await desk.RunAsync(request.Caller, [change], null, null, request.Aborted);
        return made.TryGet(out var results, out errors)
            ? Answer(FhirJson.Parse<Resource>(results[0].Stored!.BodyJson).Meta!)
            : request.Refuse(errors);
    }

    private static FhirAnswer Answer(Meta meta) => FhirAnswer.Of(new Parameters
    {
        Parameter = [new() { Name = "return", Value = meta }],
    });
}
