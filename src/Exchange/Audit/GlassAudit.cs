using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Broken glass stands in the audit trail in the same transaction, and the trail names every custodian: their
/// auditors find it there.</summary>
internal sealed class GlassAudit(IAuditTrail trail, TimeProvider clock) : IAccessNotice
{
    public Task GlassBrokenAsync(
        HubTransaction tx, GlassGrant grant, IReadOnlyList<string> custodians, CancellationToken ct) =>
        trail.InTransactionAsync(
            tx,
            [
                AuditEvents.Of(AuditEvents.BreakGlass, null, clock) with
                {
                    Member = grant.Member,
                    Person = grant.Person,
                    Purpose = "BTG",
                    Patients = grant.PatientId.Length > 0 ? [grant.PatientId] : [],
                    Custodians = custodians,
                    Grant = grant.Id,
                    Detail = grant.Reason,
                },
            ],
            ct);
}
