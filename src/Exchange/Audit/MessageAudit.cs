using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>What the trail says of one message: who sent it, what it wrote.</summary>
internal sealed class MessageAudit(IntakeItem item, DateTimeOffset now)
{
    private readonly AuditNote note = new() { At = now, Interaction = AuditEvents.Message };

    /// <summary>The message wrote these, or found them as they are.</summary>
    public void Wrote(IEnumerable<StoredResource> stored, string? patient)
    {
        note.Saw(stored.Where(s => s.Changed));
        if (patient is not null)
            note.About(patient);
    }

    /// <summary>It was applied.</summary>
    public AuditEntry Stored() => With(item, note.Line(200));

    /// <summary>It was refused: nothing of it is stored but the dead letter.</summary>
    public static AuditEntry Refused(IntakeItem item, DateTimeOffset now) =>
        With(item, new AuditNote { At = now, Interaction = AuditEvents.Message }.Line(422));

    private static AuditEntry With(IntakeItem item, AuditEntry line) => line with
    {
        Action = 'C',
        Member = item.Message?.Member ?? "",
        Client = item.Gateway,
        MessageId = item.MessageId.ToString("N"),
        ControlId = item.Message?.ControlId,
        Channel = item.Message?.Channel,
        Detail = item.Message?.Event,
        Query = null,
    };
}
