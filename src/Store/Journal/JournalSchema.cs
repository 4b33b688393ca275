using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Journal;

/// <summary>Tables of <c>gateway.db</c>. Steps are applied in order and never edited once released.</summary>
internal static class JournalSchema
{
    /// <summary>The steps, oldest first.</summary>
    public static readonly IReadOnlyList<Migration> Steps = [new(1, "journal", First), new(2, "keys", Keys)];

    // Bodies lie in tables of their own: an update of a state must not rewrite the bytes, and the ledger must not read
    // them. Times are Unix milliseconds, UTC. Column names follow RELIABILITY §3.1.
    private const string First = """
        create table inbound (
          seq integer primary key,
          id text not null unique,
          channel text not null, member text not null,
          msh3 text not null, msh4 text not null, msh10 text not null, sha256 blob not null,
          event text not null, charset text not null,
          received_at integer not null,
          stream_key text not null, stream_seq integer not null, urgent integer not null,
          attempt integer not null default 1,
          state text not null check (state in ('received','converted','published','stored','dead')),
          state_at integer not null, converted_at integer, published_at integer, receipt_at integer,
          ack_code text not null, conflict_of text, unread text, errors text,
          unique (msh10, msh4, msh3, channel, sha256),
          unique (stream_key, stream_seq)
        );
        create index inbound_to_convert on inbound (seq) where state = 'received';
        create index inbound_dead on inbound (seq) where state = 'dead';
        create index inbound_time on inbound (received_at);
        create table inbound_body (seq integer primary key, raw blob not null, ack blob, edited blob);

        create table stream (stream_key text primary key, last_seq integer not null) without rowid;

        create table outbox (
          seq integer primary key,
          message_id text not null unique, inbound_id text not null, tombstone integer not null,
          stream_key text not null, stream_seq integer not null, urgent integer not null, lane text not null,
          event_at integer, size integer not null, sends integer not null default 0, next_at integer not null,
          lease_until integer not null default 0, fence integer not null default 0,
          sent_at integer, receipt_at integer,
          unique (stream_key, stream_seq)
        );
        create index outbox_due on outbox (urgent, next_at, seq) where receipt_at is null;
        create index outbox_open on outbox (seq) where receipt_at is null;
        create index outbox_unsent on outbox (stream_key, stream_seq) where sent_at is null and receipt_at is null;
        create index outbox_inbound on outbox (inbound_id);
        create table outbox_body (seq integer primary key, body text not null);
        create table lane (lane text primary key, receipted_sent_at integer not null) without rowid;

        create table delivery (
          seq integer primary key,
          delivery_id text not null unique, recipient text not null, number integer not null, channel text not null,
          order_key text not null, kind text not null, trigger_event text, custodian text not null,
          caused_by text not null, requested_at integer not null, received_at integer not null,
          state text not null check (state in ('waiting','delivered','dead')),
          state_at integer not null, converted_at integer,
          sends integer not null default 0, refusals integer not null default 0, next_at integer not null,
          expires_at integer not null, receipt_sent_at integer, control_id text, ack_code text, errors text
        );
        create index delivery_waiting on delivery (channel, order_key, number) where state = 'waiting';
        create index delivery_next on delivery (channel, number) where state = 'waiting';
        create index delivery_unreported on delivery (seq) where state <> 'waiting' and receipt_sent_at is null;
        create index delivery_dead on delivery (seq) where state = 'dead';
        create index delivery_number on delivery (recipient, number);
        create index delivery_cause on delivery (caused_by);
        create index delivery_control on delivery (control_id) where control_id is not null;
        create table delivery_body (seq integer primary key, body text not null, wire blob, ack blob);
        create table recipient (recipient text primary key, contiguous integer not null) without rowid;

        create table refused (
          seq integer primary key,
          id text not null unique, channel text not null, at integer not null, remote text not null,
          msh4 text not null, msh10 text not null, event text not null, ack_code text not null, errors text not null,
          size integer not null, raw blob not null
        );
        create index refused_control on refused (msh10);

        create table counter (
          channel text not null, name text not null, value integer not null, primary key (channel, name)
        ) without rowid;
        create table channel_setting (
          channel text primary key, stopped integer not null, by text not null, at integer not null
        ) without rowid;
        create table trace (
          seq integer primary key, message_id text not null, at integer not null, step text not null, note text not null
        );
        create index trace_message on trace (message_id);
        """;

    // Every key that may still be needed to open a row; complete: everything is sealed with it.
    private const string Keys = """
        create table sealing_key (key_id text primary key, since integer not null, complete integer not null)
        without rowid;
        """;

    /// <summary>Refuses settings under which an acknowledged message could be lost (RELIABILITY §7).</summary>
    public static void Verify(JournalSession session)
    {
        Demand(session.Scalar<string>("pragma journal_mode") == "wal", "journal_mode is not WAL");
        Demand(session.Scalar<long>("pragma synchronous") == 2, "synchronous is not FULL");
        var check = session.Scalar<string>("pragma quick_check(1)");
        Demand(check == "ok", "quick_check found damage; restore the data directory from a backup, or start with " +
            "a new one and keep this file: unreceipted messages can be read from it");
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new JournalRefusedException(new HubError(
                HubErrorCode.ServiceUnreachable, $"gateway.db cannot be used safely: {otherwise}."));
    }
}
