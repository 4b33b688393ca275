namespace IntegrationHub.Store.Sealing;

/// <summary>Where a walk through the exchange's sealed columns stands.</summary>
/// <param name="Table">Number of the column it is in.</param>
/// <param name="After">Last row done there.</param>
/// <param name="Renewed">Contents sealed anew so far.</param>
public readonly record struct ExchangeMark(int Table, Guid After, long Renewed)
{
    /// <summary>True when every row was looked at.</summary>
    public bool IsEnd => Table >= Reseal.Columns.Length;
}

/// <summary>Seals old content of the exchange anew under the active key, a few rows per transaction.</summary>
public static class Reseal
{
    // The old content stands in the update: a row somebody wrote meanwhile is left to the next walk.
    internal static readonly (string Select, string Update, Func<Guid, SealedPlace> Place)[] Columns =
    [
        ("select message_id, body from parked where message_id > @after order by message_id limit @limit",
         "update parked set body = @content where message_id = @id and body = @old", SealedPlace.Parked),
        ("select id, body from dead_letter where id > @after order by id limit @limit",
         "update dead_letter set body = @content where id = @id and body = @old", SealedPlace.DeadLetter),
        ("select delivery_id, bundle from outbox where delivery_id > @after order by delivery_id limit @limit",
         "update outbox set bundle = @content where delivery_id = @id and bundle = @old", SealedPlace.Outbox),
    ];

    /// <summary>Looks at the next rows, at most <paramref name="limit"/> of one column.</summary>
    /// <returns>Where to go on.</returns>
    public static async Task<ExchangeMark> StepAsync(HubTransaction tx, ExchangeMark mark, int limit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(tx);
        if (mark.IsEnd || tx.Sealer.ActiveKey is null)
            return mark with { Table = Columns.Length };
        var (select, update, place) = Columns[mark.Table];
        var rows = await tx.QueryAsync(
            select, r => (Id: r.GetGuid(0), Content: r.GetString(1)), ct, ("@after", mark.After), ("@limit", limit));
        var renewed = mark.Renewed;
        foreach (var (id, old) in rows)
            if (tx.Sealer.RenewedText(old, place(id)) is { } content)
                renewed += await tx.ExecuteAsync(update, ct, ("@content", content), ("@id", id), ("@old", old));
        return rows.Count < limit
            ? new(mark.Table + 1, Guid.Empty, renewed)
            : mark with { After = rows[^1].Id, Renewed = renewed };
    }
}
