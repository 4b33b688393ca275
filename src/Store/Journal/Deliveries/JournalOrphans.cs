using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Journal;

/// <summary>Deliveries that wait for a channel, counted by what they are.</summary>
/// <param name="Channel">Channel they were given to.</param>
/// <param name="Recipient">Member to be told.</param>
/// <param name="Kind">What they are.</param>
/// <param name="Count">How many.</param>
public sealed record WaitingDeliveries(string Channel, string Recipient, DeliveryKind Kind, long Count);

/// <summary>What waits for a channel that the configuration no longer has.</summary>
public static class JournalOrphans
{
    private const string Waiting = """
        select channel, recipient, kind, count(*) from delivery
         where state = 'waiting' group by channel, recipient, kind
        """;

    private const string ForgetWires = """
        update delivery_body set wire = null where seq in (
          select seq from delivery
           where state = 'waiting' and channel = @from and recipient = @recipient and kind = @kind)
        """;

    private const string Move = """
        update delivery set channel = @to, control_id = null, converted_at = null, next_at = @now
         where state = 'waiting' and channel = @from and recipient = @recipient and kind = @kind
        """;

    /// <summary>Everything that waits, by channel, recipient and kind.</summary>
    public static IReadOnlyList<WaitingDeliveries> WaitingByChannel(this JournalSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Query(Waiting, r => new WaitingDeliveries(
            r.GetString(0), r.GetString(1), Enum.Parse<DeliveryKind>(r.GetString(2)), r.GetInt64(3)));
    }

    /// <summary>Gives them to another channel, to be converted anew for it.</summary>
    public static void GiveTo(
        this JournalSession session, WaitingDeliveries deliveries, string channel, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(deliveries);
        var kind = deliveries.Kind.ToString();
        session.Execute(ForgetWires,
            ("@from", deliveries.Channel), ("@recipient", deliveries.Recipient), ("@kind", kind));
        session.Execute(Move, ("@to", channel), ("@from", deliveries.Channel),
            ("@recipient", deliveries.Recipient), ("@kind", kind), ("@now", now.ToUnixTimeMilliseconds()));
        session.Count(deliveries.Channel, Tally.Received, -deliveries.Count);
        session.Count(channel, Tally.Received, deliveries.Count);
    }
}
