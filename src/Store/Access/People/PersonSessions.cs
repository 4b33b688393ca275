using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>A login of a person, known by the hash of its cookie.</summary>
/// <param name="Person">The account as it is now.</param>
/// <param name="Stage">What is still to be shown: <c>change</c>, <c>enrol</c>, <c>code</c>; <c>open</c>: nothing.</param>
/// <param name="FactorAt">When the second factor was shown last, UTC.</param>
/// <param name="SeenAt">Last request, UTC, a minute coarse.</param>
public sealed record PersonSession(Person Person, string Stage, DateTimeOffset? FactorAt, DateTimeOffset SeenAt)
{
    /// <summary>Every factor was shown.</summary>
    public const string Open = "open";

    private const int OfPerson = 18;

    internal static PersonSession Read(DbDataReader r) => new(
        Store.Person.Read(r), r.GetString(OfPerson), r.InstantOrNull(OfPerson + 1), r.Instant(OfPerson + 2));
}

/// <summary>Sessions of people; one query tells whether a session still counts, in every process alike.</summary>
public static class PersonSessions
{
    private const string Insert = """
        insert into person_session (hash, person_id, stamp, stage, begun_at, seen_at, factor_at, ends_at)
        values (@hash, @id, @stamp, @stage, @now, @now, @factor, @ends)
        """;

    private static readonly string One = $"""
        select {string.Join(", ", Person.Columns.Split(',').Select(c => "p." + c.Trim()))}, s.stage, s.factor_at, s.seen_at
          from person_session s
          join person p on p.person_id = s.person_id and p.stamp = s.stamp
         where s.hash = @hash and p.disabled_at is null and s.ends_at > @now and s.seen_at > @idle
        """;

    private const string Touch = "update person_session set seen_at = @now where hash = @hash";

    private const string End = "delete from person_session where hash = @hash";

    private const string Factor = "update person_session set factor_at = @now where hash = @hash";

    private const string Sweep = "delete from person_session where ends_at < @now";

    /// <summary>Begins a session.</summary>
    public static Task AddAsync(
        HubTransaction tx, string hash, Person person, string stage, TimeSpan length, CancellationToken ct)
    {
        var now = tx.Clock.GetUtcNow();
        return tx.ExecuteAsync(Insert, ct,
            ("@hash", hash), ("@id", person.Id), ("@stamp", person.Stamp), ("@stage", stage), ("@now", now),
            ("@factor", stage == PersonSession.Open ? now : (DateTimeOffset?)null), ("@ends", now + length));
    }

    /// <summary>The session, while it counts; null otherwise.</summary>
    public static Task<PersonSession?> FindAsync(HubReader reader, string hash, TimeSpan idle, CancellationToken ct)
    {
        var now = reader.Clock.GetUtcNow();
        return reader.QuerySingleOrDefaultAsync(
            One, PersonSession.Read, ct, ("@hash", hash), ("@now", now), ("@idle", now - idle));
    }

    /// <summary>Somebody used the session.</summary>
    public static Task<int> TouchAsync(HubTransaction tx, string hash, CancellationToken ct) =>
        tx.ExecuteAsync(Touch, ct, ("@hash", hash), ("@now", tx.Clock.GetUtcNow()));

    /// <summary>The second factor was shown again.</summary>
    public static Task<int> FactorAsync(HubTransaction tx, string hash, CancellationToken ct) =>
        tx.ExecuteAsync(Factor, ct, ("@hash", hash), ("@now", tx.Clock.GetUtcNow()));

    /// <summary>Ends one session, and sweeps what ended long ago.</summary>
    public static async Task EndAsync(HubTransaction tx, string hash, CancellationToken ct)
    {
        await tx.ExecuteAsync(End, ct, ("@hash", hash));
        await tx.ExecuteAsync(Sweep, ct, ("@now", tx.Clock.GetUtcNow()));
    }
}
