using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Exchange;

/// <summary>One interaction and where it is: the HTTP routes, the entries of bundles and <c>Allow</c> read these.</summary>
/// <param name="Pattern">Path below <c>/fhir</c>: names in braces stand for one segment.</param>
/// <param name="Methods">HTTP methods.</param>
/// <param name="Interaction">Name for the metrics, as FHIR calls it.</param>
/// <param name="Handle">The handler.</param>
internal sealed record FhirRoute(
    string Pattern, IReadOnlyList<string> Methods, string Interaction, Func<FhirRequest, Task<FhirAnswer>> Handle)
{
    /// <summary>True: no token is asked for.</summary>
    public bool Anonymous { get; init; }

    private string[] Segments { get; } = Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs it; scopes and ids are checked here, once for all.</summary>
    public Task<FhirAnswer> RunAsync(FhirRequest request) => Refusal(request) is { } error
        ? Task.FromResult(request.Refuse(error))
        : Handle(request);

    /// <summary>The values of the pattern's names; null when the path is another one.</summary>
    public Dictionary<string, string>? Match(IReadOnlyList<string> path)
    {
        if (path.Count != Segments.Length)
            return null;
        var values = new Dictionary<string, string>();
        for (var i = 0; i < path.Count; i++)
        {
            if (Segments[i][0] != '{')
            {
                if (Segments[i] != path[i])
                    return null;
            }
            else if (path[i][0] is '$' or '_')
            {
                return null;
            }
            else
            {
                var name = Segments[i].Trim('{', '}');
                if (name is TypeConstraint.Type or TypeConstraint.Target && !FhirTypes.IsStored(path[i]))
                    return null;
                values[name] = path[i];
            }
        }

        return values;
    }

    private HubError? Refusal(FhirRequest request)
    {
        if (ScopeRule.Refusal(this, request) is { } lacking)
            return lacking;
        if (!request.RouteValues.TryGetValue("id", out var id) || FhirTypes.IsId(id))
            return null;
        return request.Method == HttpMethods.Put
            ? HubError.FieldMalformed($"{request.Type}.id", "an id of letters, digits, - and ., 64 at most")
            : HubError.NotFound($"This {request.Type}");
    }
}

/// <summary>Every interaction that is offered.</summary>
internal sealed class FhirRoutes
{
    private static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Post = [HttpMethods.Post];

    public FhirRoutes(
        Capabilities capabilities, FhirReads reads, FhirHistories histories, FhirSearch search, FhirWrites writes,
        FhirPatches patches, BundleDesk bundles, FhirOperations operations, SmartConfiguration smart,
        AuditQuestions audit)
    {
        List<FhirRoute> all =
        [
            new("metadata", Get, "capabilities",
                r => Task.FromResult(capabilities.Answer(r, All!, operations.All))) { Anonymous = true },
            new(".well-known/smart-configuration", Get, "smart-configuration",
                r => Task.FromResult(smart.Answer(r.Base))) { Anonymous = true },
            new("", Post, "transaction", r => bundles.TakeAsync(r, this)),
            new("", Get, "search-system", search.SystemAsync),
            new("_search", Post, "search-system", search.SystemFormAsync),
            new("_history", Get, "history-system", histories.SystemAsync),
        ];
        all.AddRange(operations.Routes());
        all.AddRange(
        [
            new("{type}/_search", Post, "search-type", r => FhirSearch.FormAsync(r, audit.SearchAsync)),
            new("{type}/_search", Get, "search-type", audit.SearchAsync),
            new("{type}/_history", Get, "history-type", histories.TypeAsync),
            new("{type}", Get, "search-type", audit.SearchAsync),
            new("{type}", Post, "create", writes.CreateAsync),
            new("{type}", [HttpMethods.Put], "update", writes.UpdateAsync),
            new("{type}", [HttpMethods.Patch], "patch", patches.PatchAsync),
            new("{type}", [HttpMethods.Delete], "delete", writes.DeleteAsync),
            new("{type}/{id}/_history", Get, "history-instance", histories.InstanceAsync),
            new("{type}/{id}/_history/{version}", Get, "vread", reads.VersionAsync),
            new("{type}/{id}", Get, "read", audit.ReadAsync),
            new("{type}/{id}", [HttpMethods.Put], "update", writes.UpdateAsync),
            new("{type}/{id}", [HttpMethods.Patch], "patch", patches.PatchAsync),
            new("{type}/{id}", [HttpMethods.Delete], "delete", writes.DeleteAsync),
            new("{type}/{id}/{target}/_search", Post, "search-compartment", search.CompartmentFormAsync),
            new("{type}/{id}/{target}", Get, "search-compartment", search.CompartmentAsync),
        ]);
        All = all;
    }

    /// <summary>More special patterns first.</summary>
    public IReadOnlyList<FhirRoute> All { get; }

    /// <summary>The route of an entry, with the values of its path.</summary>
    public (FhirRoute Route, Dictionary<string, string> Values)? Find(string method, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var route in All.Where(r => r.Methods.Contains(method)))
        {
            if (route.Match(segments) is { } values)
                return (route, values);
        }

        return null;
    }

    /// <summary>Whatever no route took: a method that is not offered on a path that exists, or no such path.</summary>
    public FhirAnswer Unknown(FhirRequest request)
    {
        var path = request.Route("path").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var allowed = All.Where(r => r.Match(path) is not null).SelectMany(r => r.Methods).Distinct().ToList();
        return allowed.Count == 0
            ? request.Refuse(HubError.NotFound("This path, or the resource type in it,"))
            : request.Refuse(new HubError(
                HubErrorCode.NotSupported, $"Only {string.Join(", ", allowed)} is offered here.")) with
            {
                Headers = [("Allow", string.Join(", ", allowed))],
            };
    }
}
