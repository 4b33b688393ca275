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

    public static async Task<IReadOnlyList<Guid>> MessagesAsync(HubReader reader, string id, CancellationToken ct)
    {
        if (!Guid.TryParse(id, out var guid))
            return await reader.QueryAsync(ByControlId, r => r.GetGuid(0), ct, ("@control", id), ("@limit", Limit));
        var caused = await reader.QueryAsync(ByDelivery, r => r.GetGuid(0), ct, ("@id", guid));
        return caused.Count > 0 ? caused : [guid];
    }
}
