using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary><c>$reindex</c>: writes index rows anew while everything goes on, and says how far it is.</summary>
internal sealed class ReindexOperation(HubDb db)
{
    private static readonly string[] Parameters = ["type", "url", "job"];

    /// <summary>POST starts, GET with <c>job</c> tells how far it is; GET alone lists what is open.</summary>
    public async Task<FhirAnswer> RunAsync(FhirRequest given)
    {
        if (!(await OperationInput.MergeAsync(given)).TryGet(out var request, out var errors))
            return given.Refuse(errors);
        if (request.Unknown(Parameters) is { Count: > 0 } unknown)
            return request.Refuse(unknown);
        return request.Method == "GET" ? await ProgressAsync(request) : await StartAsync(request);
    }

    private async Task<FhirAnswer> StartAsync(FhirRequest request)
    {
        var types = request.Values("type").SelectMany(t => t.Split(',')).Distinct().ToList();
        if (request.Type.Length > 0)
            types.Add(request.Type);
        if (types.Any(t => !FhirTypes.IsStored(t)))
            return request.Refuse(HubError.FieldMalformed("type", "a FHIR R4 resource type"));
        var (parameters, ids) = (new List<SearchParameterInfo>(), new List<string>());
        if (request.Id.Length > 0)
            ids.Add(request.Id);
        foreach (var url in request.Values("url"))
        {
            var named = SearchParameters.Types.SelectMany(SearchParameters.Of).Where(p => p.Url == url).ToList();
            if (named.Count == 0)
                return request.Refuse(HubError.NotFound("A search parameter of this url"));
            parameters.AddRange(named);
        }

        types.AddRange(parameters.Select(p => p.Resource));
        var job = await db.RunAsync(
            (tx, ct) => IndexJobs.StartAsync(tx, [.. types.Distinct()], ids, [], TimeSpan.Zero, ct), request.Aborted);
        return Answer(job, 202) with { Headers = [("Content-Location", $"{request.Base}/$reindex?job={job.Id}")] };
    }

    private async Task<FhirAnswer> ProgressAsync(FhirRequest request)
    {
        if (request.Values("job").FirstOrDefault() is not { } name)
            return FhirAnswer.Of(new Parameters
            {
                Parameter =
                [
                    .. (await request.ReadAsync(db, r => IndexJobs.OpenAsync(r, request.Aborted)))
                        .Select(j => new Parameters.ParameterComponent { Name = "job", Part = Parts(j) }),
                ],
            });
        var job = Guid.TryParse(name, out var id)
            ? await request.ReadAsync(db, r => IndexJobs.ReadAsync(r, id, request.Aborted))
            : null;
        return job is null ? request.Refuse(HubError.NotFound("This job")) : Answer(job, 200);
    }

    private static FhirAnswer Answer(IndexJob job, int status) =>
        FhirAnswer.Of(new Parameters { Parameter = Parts(job) }, status);

    private static List<Parameters.ParameterComponent> Parts(IndexJob job) =>
    [
        new() { Name = "job", Value = new FhirString(job.Id.ToString()) },
        .. job.Types.Select(t => new Parameters.ParameterComponent { Name = "type", Value = new Code(t) }),
        .. job.Parameters.Select(
            p => new Parameters.ParameterComponent { Name = "parameter", Value = new FhirString(p) }),
        new() { Name = "done", Value = new FhirDecimal(job.Done) },
        new() { Name = "total", Value = new FhirDecimal(job.Total) },
        new() { Name = "status", Value = new Code(job.FinishedAt is null ? "in-progress" : "completed") },
    ];
}
