using System.Text.Json;

namespace IntegrationHub.Store;

/// <summary>Idempotent receiver: a message's key is stored in the same transaction as its effect.</summary>
public static class Inbox
{
    private const string Known = """
        select message_id, attempt, outcome, gateway, channel, member, event, control_id, stream_key, stream_seq,
               received_at, event_at, applied_at, unread, errors
          from inbox
         where message_id = any(@ids)
        """;

    private const string OnConflict = """
         on conflict (message_id) do update
            set attempt = excluded.attempt, outcome = excluded.outcome, applied_at = excluded.applied_at,
                event_at = excluded.event_at, unread = excluded.unread, errors = excluded.errors
          where inbox.outcome = 'Refused' and inbox.attempt < excluded.attempt
        """;

    private static readonly SqlTwins Add = new(
        """
        insert into inbox (message_id, attempt, outcome, gateway, channel, member, event, control_id, stream_key,
                           stream_seq, received_at, event_at, applied_at, unread, errors)
        select * from unnest(@ids, @attempts, @outcomes, @gateways, @channels, @members, @events, @controls, @streams,
                             @seqs, @received, @happened, @applied, @unread, @errors)
        """ + OnConflict,
        """
        insert into inbox (message_id, attempt, outcome, gateway, channel, member, event, control_id, stream_key,
                           stream_seq, received_at, event_at, applied_at, unread, errors)
        values (@ids, @attempts, @outcomes, @gateways, @channels, @members, @events, @controls, @streams,
                @seqs, @received, @happened, @applied, @unread, @errors)
        """ + OnConflict);

    /// <summary>Those of the messages that have been decided on before.</summary>
    public static async Task<IReadOnlyDictionary<Guid, InboxRow>> KnownAsync(
        HubReader reader, IReadOnlyCollection<Guid> messageIds, CancellationToken ct)
    {
        var rows = await reader.QueryAsync(Known, InboxRow.Read, ct, ("@ids", messageIds.ToArray()));
        return rows.ToDictionary(r => r.MessageId);
    }

    /// <summary>Adds decisions. One that is there already stays, unless it is a refusal of an earlier
    /// attempt.</summary>
    /// <returns>How many were added or replaced; fewer than given means another exchange was first.</returns>
    public static async Task<int> AddAsync(HubTransaction tx, IReadOnlyList<InboxRow> rows, CancellationToken ct) =>
        (await tx.Session.ExecuteRowsAsync([(Add, Columns(rows))], ct))[0];

    private static Rows Columns(IReadOnlyList<InboxRow> rows) => new(
        rows.Count,
        ("@ids", Column(rows, r => r.MessageId)),
        ("@attempts", Column(rows, r => r.Attempt)),
        ("@outcomes", Column(rows, r => r.Outcome.ToString())),
        ("@gateways", Column(rows, r => r.Gateway)),
        ("@channels", Column(rows, r => r.Channel)),
        ("@members", Column(rows, r => r.Member)),
        ("@events", Column(rows, r => r.Event)),
        ("@controls", Column(rows, r => r.ControlId)),
        ("@streams", Column(rows, r => r.StreamKey)),
        ("@seqs", Column(rows, r => r.StreamSeq)),
        ("@received", Column(rows, r => r.ReceivedAt)),
        ("@happened", Column(rows, r => r.EventAt)),
        ("@applied", Column(rows, r => r.AppliedAt)),
        ("@unread", Column(rows, r => JsonSerializer.Serialize(r.Unread))),
        ("@errors", Column(rows, r => JsonSerializer.Serialize(r.Errors))));

    private static T[] Column<T>(IReadOnlyList<InboxRow> rows, Func<InboxRow, T> of) => [.. rows.Select(of)];
}
