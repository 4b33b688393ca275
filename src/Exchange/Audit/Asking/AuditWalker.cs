using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>One page of the trail, newest first.</summary>
/// <param name="Found">Entries.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
internal sealed record AuditPage(IReadOnlyList<StoredAudit> Found, (long Block, int Index)? Next);

/// <summary>Walks the trail backwards and shows of it what a caller may know.</summary>
internal sealed class AuditWalker(HubDb db)
{
    private const int BlocksAtOnce = 200;

    /// <summary>Entries looked at for one page; then the client goes on with the next link.</summary>
    private const int MostLookedAt = 100_000;

    /// <summary>A block holds entries of a moment; its own time is that of the first one.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    /// <param name="query">What is asked.</param>
    /// <param name="shows">Which entries may be known.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<AuditPage> RunAsync(AuditQuery query, Func<AuditEntry, bool> shows, CancellationToken ct)
    {
        var found = new List<StoredAudit>();
        var walk = new AuditWalk(
            query.After?.Block ?? long.MaxValue, query.Since - Slack,
            query.Until < FhirDates.Latest ? query.Until + Slack : query.Until, query.Patient, BlocksAtOnce);
        var looked = 0;
        await using var reader = await db.ReadAsync(ct);
        while (true)
        {
            var blocks = await AuditBlocks.BackAsync(reader, walk, ct);
            foreach (var audit in blocks.SelectMany(b => b.Open().Reverse()))
            {
                if (query.After is { } after && audit.Block == after.Block && audit.Index >= after.Index)
                    continue;
                looked++;
                if (!query.Holds(audit.Entry) || !shows(audit.Entry))
                    continue;
                if (found.Count == query.Count)
                    return new(found, (found[^1].Block, found[^1].Index));
                found.Add(audit);
            }

            if (blocks.Count < BlocksAtOnce)
                return new(found, null);
            walk = walk with { Before = blocks[^1].Id - 1 };
            if (looked > MostLookedAt)
                return new(found, (blocks[^1].Id, 0));
        }
    }

    /// <summary>One entry; null when there is none, or it may not be known.</summary>
    public async Task<StoredAudit?> ReadAsync(
        (long Block, int Index) place, Func<AuditEntry, bool> shows, CancellationToken ct)
    {
        await using var reader = await db.ReadAsync(ct);
        var block = await AuditBlocks.ReadAsync(reader, place.Block, ct);
        return block?.Open().ElementAtOrDefault(place.Index) is { } audit && shows(audit.Entry) ? audit : null;
    }
}
