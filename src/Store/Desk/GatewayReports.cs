using System.Text.Json;
using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>The last report of every gateway.</summary>
public static class GatewayReports
{
    private const string Put = """
        insert into gateway_status (gateway, at, body) values (@gateway, @at, @body)
        on conflict (gateway) do update set at = excluded.at, body = excluded.body
        where gateway_status.at < excluded.at
        """;

    private const string All = "select body from gateway_status order by gateway";

    /// <summary>Keeps a report unless a newer one is there.</summary>
    public static Task<int> PutAsync(HubTransaction tx, GatewayStatus status, CancellationToken ct) => tx.ExecuteAsync(
        Put, ct, ("@gateway", status.Gateway), ("@at", status.At), ("@body", JsonSerializer.Serialize(status)));

    /// <summary>All gateways heard of, by name.</summary>
    public static Task<IReadOnlyList<GatewayStatus>> AllAsync(HubReader reader, CancellationToken ct) =>
        reader.QueryAsync(All, r => JsonSerializer.Deserialize<GatewayStatus>(r.GetString(0))!, ct);
}
