using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Journal;

/// <summary>Everything kept of one message, as bytes. Holds patient data.</summary>
/// <param name="Raw">Bytes received, or sent to a hospital system.</param>
/// <param name="Charset">Charset of <paramref name="Raw"/>; null for a delivery: its channel knows.</param>
/// <param name="Channel">Channel it came or went by.</param>
/// <param name="Edited">Corrected text of a replay, UTF-8.</param>
/// <param name="BundleJson">FHIR bundle; empty when there is none.</param>
/// <param name="Ack">Answer given, or received.</param>
/// <param name="Unread">Source fields no row read.</param>
/// <param name="Errors">Reasons when dead, or warnings.</param>
/// <param name="StreamMember">Custodian.</param>
public sealed record KeptContent(
    byte[] Raw, string? Charset, string Channel, byte[]? Edited, string BundleJson, byte[]? Ack,
    IReadOnlyList<string> Unread, IReadOnlyList<HubError> Errors, string StreamMember);

/// <summary>Content of one message for the desk.</summary>
public static class JournalContent
{
    private const string Inbound = """
        select b.raw, i.charset, i.channel, b.edited, coalesce(ob.body, ''), b.ack, i.unread, i.errors, i.member
          from inbound i
          join inbound_body b on b.seq = i.seq
          left join outbox o on o.message_id = i.id
          left join outbox_body ob on ob.seq = o.seq
         where i.id = @id
        """;

    private const string Delivery = """
        select coalesce(b.wire, x''), null, d.channel, null, b.body, b.ack, null, d.errors, d.custodian
          from delivery d join delivery_body b on b.seq = d.seq
         where d.delivery_id = @id
        """;

    private const string Refused = """
        select raw, '', channel, null, '', null, null, errors, '' from refused where id = @id
        """;

    /// <summary>By journal id, delivery id or id of a refused frame; null when this journal holds none.</summary>
    public static KeptContent? Content(this JournalSession session, Guid id)
    {
        ArgumentNullException.ThrowIfNull(session);
        foreach (var sql in (string[])[Inbound, Delivery, Refused])
        {
            var found = session.Single(sql, r => new KeptContent(
                r.GetFieldValue<byte[]>(0), r.TextOrNull(1), r.GetString(2), r.BytesOrNull(3), r.GetString(4),
                r.BytesOrNull(5), r.ReadList<string>(6), r.ReadList<HubError>(7), r.GetString(8)), ("@id", id.Text()));
            if (found is not null)
                return found;
        }
        return null;
    }
}
