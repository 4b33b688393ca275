namespace IntegrationHub.Store.Journal;

/// <summary>Forgets what is done and old. Nothing without a receipt is ever purged, no dead letter either.</summary>
public static class JournalPurge
{
    private const string OldInbound = """
        select seq, id from inbound where received_at < @before and state = 'stored' order by received_at limit @limit
        """;

    private const string OldDelivery = """
        select seq from delivery
         where received_at < @before and state = 'delivered' and receipt_sent_at is not null
         order by seq limit @limit
        """;

    /// <summary>
    /// Removes at most <paramref name="limit"/> messages and deliveries; call again while it removes some.
    /// </summary>
    public static int Purge(this JournalSession session, DateTimeOffset before, int limit)
    {
        ArgumentNullException.ThrowIfNull(session);
        var at = before.ToUnixTimeMilliseconds();
        var inbound = session.Query(OldInbound, r => (r.GetInt64(0), r.GetString(1)), ("@before", at), ("@limit", limit));
        foreach (var (seq, id) in inbound)
        {
            session.Execute("delete from outbox_body where seq in (select seq from outbox where inbound_id = @id)",
                ("@id", id));
            session.Execute("delete from outbox where inbound_id = @id and receipt_at is not null", ("@id", id));
            session.Execute("delete from trace where message_id = @id", ("@id", id));
            session.Execute("delete from inbound_body where seq = @seq", ("@seq", seq));
            session.Execute("delete from inbound where seq = @seq", ("@seq", seq));
        }
        var deliveries = session.Query(OldDelivery, r => r.GetInt64(0), ("@before", at), ("@limit", limit));
        foreach (var seq in deliveries)
        {
            session.Execute("delete from delivery_body where seq = @seq", ("@seq", seq));
            session.Execute("delete from delivery where seq = @seq", ("@seq", seq));
        }
        return inbound.Count + deliveries.Count;
    }
}
