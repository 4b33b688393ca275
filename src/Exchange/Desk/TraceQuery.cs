using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Which messages a name means: a message id, a delivery id, or MSH-10.</summary>
internal static class TraceQuery
{
    private const int Limit = 50;

    private const string ByDelivery = "select caused_by from outbox where delivery_id = @id";

    private const string ByControlId = """
        select message_id from inbox where control_id = @control order by received_at desc limit @limit
        """;

    // What a member's systems sent; a message that is parked is nobody's until it is applied.
    private const string Owned = """
        select message_id from inbox where message_id = any(@ids) and member = @member
        union select message_id from dead_letter where message_id = any(@ids) and member = @member
        """;

    /// <param name="reader">Where to read.</param>
    /// <param name="id">What is looked for.</param>
    /// <param name="member">Only messages of this member's systems; null: all.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<IReadOnlyList<Guid>> MessagesAsync(
        HubReader reader, string id, string? member, CancellationToken ct)
    {
        var found = await MessagesAsync(reader, id, ct);
        return member is null ? found : await reader.QueryAsync(
            Owned, r => r.GetGuid(0), ct, ("@ids", found.ToArray()), ("@member", member));
    }

    private static async Task<IReadOnlyList<Guid>> MessagesAsync(HubReader reader, string id, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var guid))
            return await reader.QueryAsync(ByControlId, r => r.GetGuid(0), ct, ("@control", id), ("@limit", Limit));
        var caused = await reader.QueryAsync(ByDelivery, r => r.GetGuid(0), ct, ("@id", guid));
        return caused.Count > 0 ? caused : [guid];
    }
}
