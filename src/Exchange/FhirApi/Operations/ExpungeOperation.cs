using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary><c>$expunge</c>: removes deleted resources and old versions for good; the member's own only.</summary>
internal sealed class ExpungeOperation(HubDb db, IAuditTrail trail)
{
    private const int DefaultLimit = 1_000;

    public async Task<FhirAnswer> RunAsync(FhirRequest request)
    {
        if (!(await OperationInput.ReadAsync(request)).TryGet(out var input, out var errors))
            return request.Refuse(errors);
        var deleted = input.Value<FhirBoolean>("expungeDeletedResources")?.Value == true;
        var versions = input.Value<FhirBoolean>("expungePreviousVersions")?.Value == true;
        var limit = input.Value<Integer>("limit")?.Value ?? DefaultLimit;
        if (!deleted && !versions)
            return request.Refuse(HubError.FieldMissing(
                "Parameters.parameter", "expungeDeletedResources or expungePreviousVersions"));
        if (limit is < 1 or > 100_000)
            return request.Refuse(HubError.FieldMalformed("Parameters.parameter.where(name='limit')", "1 to 100000"));

        var scope = new ExpungeScope(
            request.Caller.Member, request.Type.Length > 0 ? request.Type : null,
            request.Id.Length > 0 ? request.Id : null, limit);
        var count = await db.RunAsync(
            async (tx, ct) =>
            {
                var gone = (deleted ? await Expunge.DeletedAsync(tx, scope, ct) : 0)
                    + (versions ? await Expunge.PreviousVersionsAsync(tx, scope, ct) : 0);
                request.Note.Detail = $"{gone} versions expunged";
                await trail.InTransactionAsync(tx, [request.Note.Line(200)], ct);
                tx.OnEnd(committed => request.Note.IsRecorded = committed);
                return gone;
            },
            request.Aborted);
        return FhirAnswer.Of(new Parameters { Parameter = [new() { Name = "count", Value = new Integer(count) }] });
    }
}
