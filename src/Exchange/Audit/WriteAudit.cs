using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>One line per change, in the transaction that makes it.</summary>
internal sealed class WriteAudit(IAuditTrail trail, TimeProvider clock)
{
    /// <param name="tx">The transaction.</param>
    /// <param name="caller">Who asked.</param>
    /// <param name="results">What became of each change.</param>
    /// <param name="made">Every resource that is stored now, with its change; a deletion may have many.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task WrittenAsync(
        HubTransaction tx, Caller caller, IReadOnlyList<ChangeResult> results,
        ILookup<Change, StoredResource> made, CancellationToken ct)
    {
        var lines = new List<AuditEntry>(results.Count);
        foreach (var result in results)
        {
            var note = result.Change.Note?.Fresh() ?? NoteOf(result.Change, caller);
            note.Saw(made[result.Change]);
            lines.Add(note.Line(result.Status));
            if (result.Change.Note is { } told)
                tx.OnEnd(committed => told.IsRecorded = committed);
        }

        return trail.InTransactionAsync(tx, lines, ct);
    }

    private AuditNote NoteOf(Change change, Caller caller) => new()
    {
        At = clock.GetUtcNow(),
        Interaction = change.Kind.ToString().ToLowerInvariant(),
        Caller = caller,
        Url = $"{change.Type}/{change.Id}",
    };
}
