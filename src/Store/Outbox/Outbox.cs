using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>What the exchange has to tell members, written with its cause and relayed after the commit.</summary>
public static class Outbox
{
    /// <summary>
    /// Adds deliveries; each gets the next number of its recipient. Do it last in a transaction: other transactions that
    /// tell the same recipient wait from here to the commit.
    /// </summary>
    /// <returns>The deliveries as they will be published. One whose id is there already is left out.</returns>
    public static Task<IReadOnlyList<DeliveryRequested>> AddAsync(
        HubTransaction tx, IReadOnlyList<NewDelivery> deliveries, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>
    /// Takes recipients with something unsent, for <paramref name="lease"/> on the database's clock. Those another relay
    /// holds are passed over. Commit before publishing.
    /// </summary>
    public static Task<IReadOnlyList<OutboxClaim>> ClaimAsync(
        HubTransaction tx, TimeSpan lease, int recipients, int perRecipient, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Notes the broker's confirm, if the claim still holds.</summary>
    /// <returns>How many were marked; 0 when another relay has taken over.</returns>
    public static Task<int> MarkSentAsync(
        HubTransaction tx, string recipient, long fence, IReadOnlyCollection<Guid> deliveryIds, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Gives a claim back before its lease ends.</summary>
    public static Task<int> ReleaseAsync(HubTransaction tx, string recipient, long fence, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Notes how a delivery ended. A second receipt changes nothing, except that Delivered replaces Dead.</summary>
    public static Task<int> ReceiptAsync(HubTransaction tx, DeliveryReceipt receipt, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Makes deliveries that were sent but not receipted for so long unsent again.</summary>
    /// <returns>How many.</returns>
    public static Task<int> ResendUnreceiptedAsync(
        HubTransaction tx, TimeSpan olderThan, int limit, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Sent but not receipted for so long, oldest first.</summary>
    public static Task<IReadOnlyList<DeliveryState>> UnreceiptedAsync(
        HubReader reader, TimeSpan olderThan, int limit, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Per recipient: deliveries without receipt and the age of the oldest.</summary>
    public static Task<IReadOnlyList<OutboxDepth>> DepthAsync(HubReader reader, CancellationToken ct) =>
        throw new NotImplementedException();
}

/// <summary>What a member has not been told yet.</summary>
/// <param name="Recipient">The member.</param>
/// <param name="Waiting">Deliveries without receipt.</param>
/// <param name="Oldest">Commit time of the oldest, UTC.</param>
public sealed record OutboxDepth(string Recipient, long Waiting, DateTimeOffset Oldest);
