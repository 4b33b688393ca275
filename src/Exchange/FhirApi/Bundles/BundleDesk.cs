using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>Batches and transactions (FHIR R4 http.html#transaction).</summary>
internal sealed partial class BundleDesk(
    WriteDesk desk, ExchangeOptions options, TimeProvider clock, ILogger<BundleDesk> log)
{
    public async Task<FhirAnswer> TakeAsync(FhirRequest request, FhirRoutes routes)
    {
        if (!(await request.Body.ResourceAsync(request.Aborted)).TryGet(out var content, out var errors))
            return request.Refuse(errors);
        if (content is not Bundle { Type: Bundle.BundleType.Batch or Bundle.BundleType.Transaction } bundle)
            return request.Refuse(HubError.FieldMalformed("Bundle.type", "batch or transaction"));
        if (bundle.Entry.Count > options.Fhir.BundleLimit)
            return request.Refuse(
                HubError.LimitExceeded("The number of entries", options.Fhir.BundleLimit, "Bundle.entry"));
        // Entries are answered by status and version; their content only when asked for.
        var inner = request.Prefer.Return == ReturnPreference.Unsaid
            ? request with { Prefer = request.Prefer with { Return = ReturnPreference.Minimal } }
            : request;
        var items = bundle.Entry.Select((e, i) => BundleItem.Read(e, i, inner, routes)).ToList();
        return bundle.Type == Bundle.BundleType.Batch
            ? BundleAnswers.Of("batch-response", request, await BatchAsync(items, inner))
            : await TransactAsync(items, inner);
    }

    private async Task<IReadOnlyList<FhirAnswer>> BatchAsync(List<Result<BundleItem>> items, FhirRequest request)
    {
        var answers = new List<FhirAnswer>(items.Count);
        foreach (var item in items)
        {
            answers.Add(item.TryGet(out var entry, out var errors)
                ? await AnswerAsync(entry)
                : request.Refuse(errors));
            request.Note.Add(
                entry?.Request.Note ?? request.Note.ForPart($"Bundle.entry[{answers.Count - 1}]", "unknown", ""),
                answers[^1].Status);
        }

        return answers;
    }

    // What one entry meets is its own: the others have their answers already, or get them.
    private async Task<FhirAnswer> AnswerAsync(BundleItem item)
    {
        try
        {
            return await item.Route.RunAsync(item.Request);
        }
        catch (SearchTimeOverException e)
        {
            return SearchTime.Answer(e, item.Request.RequestId);
        }
#pragma warning disable CA1031 // the entries before are stored: their answers must reach the client
        catch (Exception e) when (!item.Request.Aborted.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(log, e, item.Request.RequestId, item.Path);
            return item.Request.Refuse(Outage.Is(e)
                ? new HubError(HubErrorCode.ServiceUnreachable, "The database cannot be reached; try again.")
                : new HubError(HubErrorCode.Internal, "The hub failed; tell operations the request id."));
        }
    }

    private async Task<FhirAnswer> TransactAsync(List<Result<BundleItem>> read, FhirRequest request)
    {
        if (read.SelectMany(i => i.Errors).ToList() is { Count: > 0 } errors)
            return request.Refuse(errors);
        var items = read.ConvertAll(i => i.Value);
        if (items.Where(i => i.Kind is null && !i.Reads).Select(i => new HubError(
                HubErrorCode.FieldMalformed, "A transaction holds reads, creates, updates, patches and deletions only.",
                i.Path + ".request")).ToList() is { Count: > 0 } others)
            return request.Refuse(others);
        if (!Changes(items).TryGet(out var changes, out var faults)
            || !BundleLinks.Read(items, changes, request.Base).TryGet(out var links, out faults))
            return request.Refuse(faults);
        if (links.Searched.Select(t => ScopeRule.OfCondition(request.Caller, t)).OfType<HubError>().ToList()
            is { Count: > 0 } lacking)
            return request.Refuse(lacking);

        // Deletions, creates, updates; reads see all of them.
        var reads = new Dictionary<BundleItem, FhirAnswer>();
        var notes = new Dictionary<BundleItem, AuditNote>();
        var outcome = await desk.RunAsync(
            request.Caller, [.. changes.Values.OrderBy(c => Order(c.Kind))], links,
            async tx =>
            {
                foreach (var item in items.Where(i => i.Kind is null))
                {
                    var part = item.Request.Note.Fresh(); // it may run again
                    reads[item] = await item.Route.RunAsync(item.Request with { Inside = tx, Note = part });
                    part.Status = reads[item].Status;
                    notes[item] = part;
                }
            },
            request.Aborted);
        if (!outcome.TryGet(out var results, out var refused))
            return FhirWrites.Refused(request, refused);
        foreach (var note in notes.Values)
            request.Note.Add(note, note.Status);
        var byChange = results.ToDictionary(r => r.Change);
        return BundleAnswers.Of("transaction-response", request, [.. items.Select(item => item.Kind is null
            ? reads[item]
            : WriteAnswers.Of(item.Request, byChange[changes[item]]))]);
    }

    private Result<Dictionary<BundleItem, Change>> Changes(List<BundleItem> items)
    {
        var changes = new Dictionary<BundleItem, Change>(items.Count);
        var errors = new List<HubError>();
        foreach (var item in items)
        {
            if (item.Kind is not { } kind)
                continue;
            var change = Change.Of(item.Request, kind, clock) with
            {
                Path = item.Path,
                Resource = kind is ChangeKind.Create or ChangeKind.Update ? item.Resource : null,
                Many = options.Fhir.DeleteMany,
            };
            if (kind == ChangeKind.Patch)
            {
                if (FhirPatches.Of(item.Resource).TryGet(out var patch, out var why))
                    change = change with { Patch = patch };
                else
                    errors.AddRange(why.Select(e => e with { Path = item.Path + ".resource" }));
            }

            changes[item] = change;
        }

        return errors.Count > 0 ? Result<Dictionary<BundleItem, Change>>.Failed(errors) : changes;
    }

    private static int Order(ChangeKind kind) => kind switch
    {
        ChangeKind.Delete => 0,
        ChangeKind.Create => 1,
        _ => 2,
    };

    [LoggerMessage(
        EventId = 3503, Level = LogLevel.Error, Message = "Entry {Path} of the batch {RequestId} failed")]
    private static partial void LogFailed(ILogger logger, Exception e, string requestId, string path);
}
