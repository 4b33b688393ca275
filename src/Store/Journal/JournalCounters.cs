using System.Collections.Concurrent;

namespace IntegrationHub.Store.Journal;

/// <summary>Counts of one channel since the journal began.</summary>
/// <param name="Received">Journalled messages, or accepted deliveries.</param>
/// <param name="Converted">Converted to FHIR, or to the local format.</param>
/// <param name="Done">Stored by the exchange, or acknowledged by the hospital system.</param>
/// <param name="Dead">Unresolved dead letters.</param>
/// <param name="Duplicates">Identical resends.</param>
/// <param name="Refused">Refused frames.</param>
/// <param name="LastMessageAt">Last message, UTC; null before the first.</param>
public sealed record ChannelCounts(
    long Received, long Converted, long Done, long Dead, long Duplicates, long Refused, DateTimeOffset? LastMessageAt)
{
    /// <summary>Neither done nor dead.</summary>
    public long Waiting => Math.Max(0, Received - Done - Dead);
}

/// <summary>Names of the counts of a channel.</summary>
internal static class Tally
{
    public const string Received = "received";
    public const string Converted = "converted";
    public const string Done = "done";
    public const string Dead = "dead";
    public const string Duplicates = "duplicates";
    public const string Refused = "refused";
    public const string LastAt = "last-at";
}

/// <summary>Sums per channel, written once per group, so that status needs no scan of the tables.</summary>
internal sealed class JournalCounters
{
    private const string Add = """
        insert into counter (channel, name, value) values (@channel, @name, @delta)
        on conflict (channel, name) do update set
          value = case when name = 'last-at' then max(value, excluded.value) else value + excluded.value end
        """;

    private readonly ConcurrentDictionary<(string Channel, string Name), long> committed = new();
    private readonly Dictionary<(string Channel, string Name), long> pending = [];

    public void Load(JournalSession session)
    {
        var rows = session.Query(
            "select channel, name, value from counter", r => (r.GetString(0), r.GetString(1), r.GetInt64(2)));
        foreach (var (channel, name, value) in rows)
            committed[(channel, name)] = value;
    }

    /// <summary>Inside the transaction: adds what the writes of this group counted.</summary>
    public void Write(JournalSession session)
    {
        pending.Clear();
        foreach (var (channel, name, delta) in session.Counted)
        {
            var before = pending.GetValueOrDefault((channel, name));
            pending[(channel, name)] = name == Tally.LastAt ? Math.Max(before, delta) : before + delta;
        }
        session.ForgetCounts();
        foreach (var ((channel, name), delta) in pending)
            session.Execute(Add, ("@channel", channel), ("@name", name), ("@delta", delta));
    }

    /// <summary>After the commit: makes the sums visible.</summary>
    public void Commit()
    {
        foreach (var ((channel, name), delta) in pending)
            committed.AddOrUpdate((channel, name), delta, (key, value) =>
                key.Name == Tally.LastAt ? Math.Max(value, delta) : value + delta);
    }

    public ChannelCounts Of(string channel)
    {
        long Value(string name) => committed.GetValueOrDefault((channel, name));
        var last = Value(Tally.LastAt);
        return new(
            Value(Tally.Received), Value(Tally.Converted), Value(Tally.Done), Value(Tally.Dead),
            Value(Tally.Duplicates), Value(Tally.Refused),
            last == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(last));
    }
}
