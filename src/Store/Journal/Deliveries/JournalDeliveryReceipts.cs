using IntegrationHub.Contracts;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store.Journal;

/// <summary>
/// What the exchange still has to be told about deliveries, and deliveries that an operator runs again.
/// </summary>
public static class JournalDeliveryReceipts
{
    private const string Unreported = """
        select delivery_id, state, ack_code, errors, state_at from delivery
         where state <> 'waiting' and receipt_sent_at is null
         order by seq limit @limit
        """;

    private const string Reported = """
        update delivery set receipt_sent_at = @now where delivery_id = @id and state = @state
        """;

    private const string Revive = """
        update delivery set state = 'waiting', state_at = @now, next_at = @now, refusals = 0, errors = null,
               converted_at = null, control_id = null, expires_at = @now + (expires_at - received_at)
         where delivery_id = @id and state = 'dead'
        returning channel
        """;

    private const string ForgetWire = """
        update delivery_body set wire = null where seq = (select seq from delivery where delivery_id = @id)
        """;

    /// <summary>Place of a delivery in the journal.</summary>
    public static long DeliverySeq(this JournalSession session, Guid id)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Scalar<long>("select seq from delivery where delivery_id = @id", ("@id", id.Text()));
    }

    /// <summary>Ended deliveries whose receipt was not sent, or was asked for again.</summary>
    public static IReadOnlyList<DeliveryReceipt> UnreportedDeliveries(this JournalSession session, int limit)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Query(Unreported, Read, ("@limit", limit));
    }

    /// <summary>The receipt was confirmed by the broker.</summary>
    public static void DeliveryReported(this JournalSession session, DeliveryReceipt receipt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(receipt);
        session.Execute(Reported, ("@now", now.ToUnixTimeMilliseconds()), ("@id", receipt.DeliveryId.Text()),
            ("@state", receipt.Outcome == DeliveryOutcome.Delivered ? "delivered" : "dead"));
    }

    /// <summary>Runs a dead delivery again, converted anew.</summary>
    /// <returns>False when it is no dead delivery.</returns>
    public static bool ReplayDelivery(this JournalSession session, Guid id, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        var channel = session.Scalar<string>(
            Revive, ("@now", now.ToUnixTimeMilliseconds()), ("@id", id.Text()));
        if (channel is null)
            return false;
        session.Execute(ForgetWire, ("@id", id.Text()));
        session.Count(channel, Tally.Dead, -1);
        session.Note(id, now, "replayed", "by " + by);
        return true;
    }

    private static DeliveryReceipt Read(SqliteDataReader r) => new()
    {
        DeliveryId = r.Id(0),
        Outcome = r.GetString(1) == "delivered" ? DeliveryOutcome.Delivered : DeliveryOutcome.Dead,
        AckCode = r.TextOrNull(2),
        Errors = r.ReadList<HubError>(3),
        At = r.Time(4),
    };
}
