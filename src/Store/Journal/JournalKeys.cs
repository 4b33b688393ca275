using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Store.Journal;

/// <summary>Which keys the rows of a journal need, and content sealed anew under the active one.</summary>
public static class JournalKeys
{
    private const string Noted = "select key_id from sealing_key order by key_id";

    private const string Note = """
        insert into sealing_key (key_id, since, complete) values (@key, @now, 0) on conflict do nothing
        """;

    private const string Complete = "update sealing_key set complete = 1 where key_id = @key";

    private const string Open = "select count(*) from sealing_key where key_id <> @key or complete = 0";

    private const string Forget = "delete from sealing_key where key_id <> @key";

    private const string Dead = """
        update inbound set state = 'dead', state_at = @now, errors = @errors where id = @id and state <> 'dead'
        returning channel
        """;

    private const string Tombstone = "update outbox set message_id = @tombstone, tombstone = 1 where seq = @seq";

    /// <summary>Keys some rows may still be sealed with.</summary>
    public static IReadOnlyList<string> KeysInUse(this JournalSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Query(Noted, r => r.GetString(0));
    }

    /// <summary>The same of a journal that a gateway may hold open; empty when there is none yet.</summary>
    public static IReadOnlyList<string> InFile(string directory, TimeProvider clock)
    {
        var file = Path.Combine(directory, "gateway.db");
        if (!File.Exists(file))
            return [];
        using var session = new JournalSession(
            SqliteFiles.OpenForReading(file, clock), new() { DataDirectory = directory });
        return session.Scalar<long>("select count(*) from sqlite_master where name = 'sealing_key'") == 0
            ? []
            : session.KeysInUse();
    }

    /// <summary>After every row was sealed anew: the other keys are needed no more.</summary>
    public static void ForgetOldKeys(this JournalSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Sealer.ActiveKey is { } active)
        {
            session.Execute(Forget, ("@key", active));
            session.Execute(Complete, ("@key", active));
        }
    }

    /// <summary>True when some content may not be sealed with the active key.</summary>
    public static bool NeedsReseal(this JournalSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Sealer.ActiveKey is { } active && session.Scalar<long>(Open, ("@key", active)) > 0;
    }

    /// <summary>Refuses a journal whose rows could not be opened, and notes the key of the rows to come.</summary>
    internal static void Require(JournalSession session, DateTimeOffset now)
    {
        var missing = session.KeysInUse().Except(session.Sealer.Keys, StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
            throw new JournalRefusedException(KeyMissing.Of("gateway.db", missing));
        if (session.Sealer.ActiveKey is { } active)
            session.Execute(Note, ("@key", active), ("@now", now.ToUnixTimeMilliseconds()));
    }

    /// <summary>A converted message whose content does not open: a dead letter; its number goes on as a tombstone.</summary>
    internal static void Bury(
        this JournalSession session, long seq, Guid message, IReadOnlyList<HubError> errors, DateTimeOffset now)
    {
        session.Execute("delete from outbox_body where seq = @seq", ("@seq", seq));
        session.Execute(Tombstone, ("@tombstone", Guid.CreateVersion7(now).Text()), ("@seq", seq));
        if (session.Scalar<string>(Dead, ("@now", now.ToUnixTimeMilliseconds()),
            ("@errors", JournalText.List(errors)), ("@id", message.Text())) is { } channel)
            session.Count(channel, Tally.Dead);
        session.Note(message, now, "dead", "the stored bundle does not open");
    }
}
