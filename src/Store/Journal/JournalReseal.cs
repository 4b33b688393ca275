using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Store.Journal;

/// <summary>Where a walk through a journal stands.</summary>
/// <param name="Table">Number of the column it is in.</param>
/// <param name="After">Last row done there.</param>
/// <param name="Renewed">Contents sealed anew so far.</param>
public readonly record struct ResealMark(int Table, long After, long Renewed)
{
    /// <summary>True when every row was looked at.</summary>
    public bool IsEnd => Table >= JournalReseal.Columns.Length;
}

/// <summary>Seals old content anew under the active key, a few rows at a time between other writes.</summary>
public static class JournalReseal
{
    /// <summary>Select and update per column; what names the row is the second column.</summary>
    internal static readonly (string Select, string Update, Func<Guid, SealedPlace> Place)[] Columns =
    [
        ("""
         select b.seq, i.id, b.raw from inbound_body b join inbound i on i.seq = b.seq
          where b.seq > @after order by b.seq limit @limit
         """, "update inbound_body set raw = @content where seq = @seq", SealedPlace.Raw),
        ("""
         select b.seq, i.id, b.ack from inbound_body b join inbound i on i.seq = b.seq
          where b.seq > @after and b.ack is not null order by b.seq limit @limit
         """, "update inbound_body set ack = @content where seq = @seq", SealedPlace.Ack),
        ("""
         select b.seq, i.id, b.edited from inbound_body b join inbound i on i.seq = b.seq
          where b.seq > @after and b.edited is not null order by b.seq limit @limit
         """, "update inbound_body set edited = @content where seq = @seq", SealedPlace.Edited),
        ("""
         select b.seq, o.message_id, b.body from outbox_body b join outbox o on o.seq = b.seq
          where b.seq > @after order by b.seq limit @limit
         """, "update outbox_body set body = @content where seq = @seq", SealedPlace.Converted),
        ("""
         select b.seq, d.delivery_id, b.body from delivery_body b join delivery d on d.seq = b.seq
          where b.seq > @after order by b.seq limit @limit
         """, "update delivery_body set body = @content where seq = @seq", SealedPlace.Delivery),
        ("""
         select b.seq, d.delivery_id, b.wire from delivery_body b join delivery d on d.seq = b.seq
          where b.seq > @after and b.wire is not null order by b.seq limit @limit
         """, "update delivery_body set wire = @content where seq = @seq", SealedPlace.Wire),
        ("""
         select b.seq, d.delivery_id, b.ack from delivery_body b join delivery d on d.seq = b.seq
          where b.seq > @after and b.ack is not null order by b.seq limit @limit
         """, "update delivery_body set ack = @content where seq = @seq", SealedPlace.DeliveryAck),
        ("select seq, id, raw from refused where seq > @after order by seq limit @limit",
         "update refused set raw = @content where seq = @seq", SealedPlace.Refused),
    ];

    /// <summary>Looks at the next rows, at most <paramref name="limit"/> of one column.</summary>
    /// <returns>Where to go on.</returns>
    public static ResealMark Reseal(this JournalSession session, ResealMark mark, int limit)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (mark.IsEnd || session.Sealer.ActiveKey is null)
            return mark with { Table = Columns.Length };
        var (select, update, place) = Columns[mark.Table];
        var rows = session.Query(
            select, r => (Seq: r.GetInt64(0), Id: r.Id(1), Content: r.GetFieldValue<byte[]>(2)),
            ("@after", mark.After), ("@limit", limit));
        var renewed = 0;
        foreach (var row in rows)
        {
            if (session.Sealer.Renewed(row.Content, place(row.Id)) is not { } content)
                continue;
            session.Execute(update, ("@content", content), ("@seq", row.Seq));
            renewed++;
        }
        return rows.Count < limit
            ? new(mark.Table + 1, 0, mark.Renewed + renewed)
            : mark with { After = rows[^1].Seq, Renewed = mark.Renewed + renewed };
    }
}
