using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Exchange;

/// <summary>One operation as it is offered: the routes and the CapabilityStatement are made from these rows.</summary>
/// <param name="Name">Name without <c>$</c>.</param>
/// <param name="Patterns">Where it is: <c>$meta</c>, <c>{type}/$meta</c>, <c>Patient/{id}/$everything</c>.</param>
/// <param name="Methods">HTTP methods; an operation that changes something is POST only.</param>
/// <param name="Right">Right the token must carry; null: none.</param>
/// <param name="Definition">Canonical of its definition.</param>
/// <param name="Handle">The handler.</param>
internal sealed record FhirOperation(
    string Name, IReadOnlyList<string> Patterns, IReadOnlyList<string> Methods, string? Right, string Definition,
    Func<FhirRequest, Task<FhirAnswer>> Handle)
{
    public IEnumerable<FhirRoute> Routes() =>
        Patterns.Select(p => new FhirRoute(p, Methods, "operation-" + Name, AllowedAsync));

    private Task<FhirAnswer> AllowedAsync(FhirRequest request) => request.Caller.May(Right)
        ? Handle(request)
        : Task.FromResult(request.Refuse(new HubError(
            HubErrorCode.SenderNotAllowed, $"The token needs the right {Right}: hub token --right {Right}.")));
}

/// <summary>Every operation that is offered.</summary>
internal sealed class FhirOperations
{
    private const string Hl7 = "http://hl7.org/fhir/OperationDefinition/";
    private const string Own = "urn:hub:operation:";

    private static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Post = [HttpMethods.Post];
    private static readonly string[] Both = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post];

    public FhirOperations(
        MetaOperations meta, EverythingOperation everything, LastNOperation last, ExpungeOperation expunge,
        ReindexOperation reindex, ValidateOperation validate, BreakGlassOperation glass,
        AccessesOperation accesses) => All =
    [
        new("meta", ["$meta", "{type}/$meta", "{type}/{id}/$meta"], Both, null, Hl7 + "Resource-meta", meta.ReadAsync),
        new("meta-add", ["{type}/{id}/$meta-add"], Post, null, Hl7 + "Resource-meta-add", meta.AddAsync),
        new("meta-delete", ["{type}/{id}/$meta-delete"], Post, null, Hl7 + "Resource-meta-delete", meta.DeleteAsync),
        new("everything", ["Patient/{id}/$everything"], Both, null, Hl7 + "Patient-everything", everything.RunAsync),
        new("accesses", ["Patient/{id}/$accesses"], Get, null, Own + "accesses", accesses.RunAsync),
        new("lastn", ["Observation/$lastn"], Both, null, Hl7 + "Observation-lastn", last.RunAsync),
        new(
            "validate", ["{type}/$validate", "{type}/{id}/$validate"], Both, null, Hl7 + "Resource-validate",
            validate.RunAsync),
        new(
            "expunge", ["$expunge", "{type}/$expunge", "{type}/{id}/$expunge"], Post, ClientRights.Expunge,
            Own + "expunge", expunge.RunAsync),
        new(
            "reindex", ["$reindex", "{type}/$reindex", "{type}/{id}/$reindex"], Both, ClientRights.Administer,
            Own + "reindex", reindex.RunAsync),
        new("break-glass", ["Patient/$break-glass"], Post, null, Own + "break-glass", glass.RunAsync),
    ];

    /// <summary>All of them.</summary>
    public IReadOnlyList<FhirOperation> All { get; }

    public IEnumerable<FhirRoute> Routes() => All.SelectMany(o => o.Routes());
}
