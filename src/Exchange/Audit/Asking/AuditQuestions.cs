using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Exchange;

/// <summary>
/// AuditEvents of the trail, for those who may read it; for everybody else AuditEvent is a resource type like any other.
/// </summary>
internal sealed class AuditQuestions(AuditWalker walker, FhirSearch search, FhirReads reads)
{
    /// <summary>May the caller read the trail?</summary>
    public static bool MayAudit(Caller caller) =>
        caller.May(ClientRights.Audit) || caller.Roles.Contains(PersonRole.Auditor);

    /// <summary>Which entries an auditor may know: of its own member's records or callers; the centre's, all.</summary>
    public static Func<AuditEntry, bool> ShownTo(Caller caller) => caller.Member.Length == 0
        ? _ => true
        : entry => entry.Member == caller.Member || entry.Custodians.Contains(caller.Member);

    /// <summary>A search of a type; of AuditEvent, by those who may, in the trail.</summary>
    public async Task<FhirAnswer> SearchAsync(FhirRequest request)
    {
        if (request.Type != "AuditEvent" || !MayAudit(request.Caller))
            return await search.GetAsync(request);
        if (!AuditQuery.Read(request).TryGet(out var query, out var errors))
            return request.Refuse(errors);
        if (query.Patient is { } patient)
            request.Note.About(patient);
        request.Note.Detail = "audit trail";
        var page = await walker.RunAsync(query, ShownTo(request.Caller), request.Aborted);
        var bundle = new Bundle
        {
            Type = Bundle.BundleType.Searchset,
            Link = [new() { Relation = "self", Url = Url(request, query.After) }],
            Entry =
            [
                .. page.Found.Select(audit => new Bundle.EntryComponent
                {
                    FullUrl = $"{request.Base}/AuditEvent/{AuditEventMap.IdOf(audit)}",
                    Resource = AuditEventMap.Of(audit),
                    Search = new() { Mode = Bundle.SearchEntryMode.Match },
                }),
            ],
        };
        if (page.Next is { } next)
            bundle.Link.Add(new() { Relation = "next", Url = Url(request, next) });
        return FhirAnswer.Of(bundle);
    }

    /// <summary>A read; of an entry of the trail by those who may.</summary>
    public async Task<FhirAnswer> ReadAsync(FhirRequest request)
    {
        if (request.Type != "AuditEvent" || !MayAudit(request.Caller)
            || AuditEventMap.PlaceOf(request.Id) is not { } place)
            return await reads.ReadAsync(request);
        request.Note.Detail = "audit trail";
        return await walker.ReadAsync(place, ShownTo(request.Caller), request.Aborted) is { } audit
            ? FhirAnswer.Of(AuditEventMap.Of(audit))
            : request.Refuse(HubError.NotFound("This AuditEvent"));
    }

    private static string Url(FhirRequest request, (long Block, int Index)? after)
    {
        var kept = request.Query.Where(p => p.Key != AuditQuery.Position);
        if (after is { } place)
            kept = kept.Append(new(
                AuditQuery.Position,
                string.Create(CultureInfo.InvariantCulture, $"{place.Block}-{place.Index}")));
        return $"{request.Base}/AuditEvent"
            + QueryString.Create(kept.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
    }
}
