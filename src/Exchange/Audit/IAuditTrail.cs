using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>
/// Where every access is written down before it has an effect outside: never skipped, fail closed (ADR 0019).
/// </summary>
public interface IAuditTrail
{
    /// <summary>Returns when the entry is durable.</summary>
    /// <remarks>It throws when the entry cannot be stored: what it tells of must not be shown or done then.</remarks>
    Task WriteAsync(AuditEntry entry, CancellationToken ct) => WriteAsync([entry], ct);

    /// <summary>Returns when all entries are durable. Many callers share one insert and one commit.</summary>
    Task WriteAsync(IReadOnlyList<AuditEntry> entries, CancellationToken ct);

    /// <summary>Writes entries in the transaction of the change they tell of; late in it, please.</summary>
    Task InTransactionAsync(HubTransaction tx, IReadOnlyList<AuditEntry> entries, CancellationToken ct);
}
