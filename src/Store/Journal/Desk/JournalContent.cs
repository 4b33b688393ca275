using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;
using Microsoft.Data.Sqlite;

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
        return session.Single(Inbound, r => Read(r, session.Sealer, SealedPlace.Raw(id), SealedPlace.Edited(id),
                SealedPlace.Converted(id), SealedPlace.Ack(id)), ("@id", id.Text()))
            ?? session.Single(Delivery, r => Read(r, session.Sealer, SealedPlace.Wire(id), default,
                SealedPlace.Delivery(id), SealedPlace.DeliveryAck(id)), ("@id", id.Text()))
            ?? session.Single(Refused, r => Read(r, session.Sealer, SealedPlace.Refused(id), default, default, default),
                ("@id", id.Text()));
    }

    // What does not open is left out and named among the errors.
    private static KeptContent Read(
        SqliteDataReader r, Sealer sealer, SealedPlace raw, SealedPlace edited, SealedPlace body, SealedPlace ack)
    {
        var errors = new List<HubError>(r.ReadList<HubError>(7));
        byte[]? Open(int column, SealedPlace place)
        {
            if (r.BytesOrNull(column) is not { } stored)
                return null;
            if (sealer.Open(stored, place).TryGet(out var plain, out var damage))
                return plain;
            errors.AddRange(damage);
            return null;
        }

        return new(
            Open(0, raw) ?? [], r.TextOrNull(1), r.GetString(2), Open(3, edited),
            Encoding.UTF8.GetString(Open(4, body) ?? []), Open(5, ack), r.ReadList<string>(6), errors, r.GetString(8));
    }
}
