namespace IntegrationHub.Store;

/// <summary>Accounts of people.</summary>
public static class People
{
    private const string Insert = $"""
        insert into person ({Person.Columns}, totp_step, failures)
        values (@id, @name, @shown, @member, @roles, @grants, @issuer, @subject, @password, @must_change, '', @enrolled,
                @stamp, null, null, @created, @by, null, 0, 0)
        on conflict do nothing
        """;

    private const string ById = $"select {Person.Columns} from person where person_id = @id";

    private const string ByName = $"select {Person.Columns} from person where name = @name";

    private const string BySubject = $"""
        select {Person.Columns} from person where issuer = @issuer and subject = @subject and issuer <> ''
        """;

    private const string All = $"""
        select {Person.Columns} from person
         where (@everywhere or member = @member) and name > @after
         order by name limit @limit
        """;

    private const string Place = """
        update person set member = @member, roles = @roles, grants = @grants, stamp = @stamp where person_id = @id
        """;

    private const string Secret = """
        update person set password = @password, must_change = @must_change, failures = 0, locked_until = null, stamp = @stamp
         where person_id = @id
        """;

    private const string Close = """
        update person set disabled_at = case when @closed then coalesce(disabled_at, @now) else null end, failures = 0,
               locked_until = null, stamp = @stamp
         where person_id = @id
        """;

    private const string EndTokens = "update client_token set revoked_at = @now where person = @id and revoked_at is null";

    private const string EndSessions = "delete from person_session where person_id = @id";

    /// <summary>Adds an account.</summary>
    /// <returns>0 when the name, or the person at the identity provider, is known.</returns>
    public static Task<int> AddAsync(HubTransaction tx, Person person, CancellationToken ct) => tx.ExecuteAsync(
        Insert, ct,
        ("@id", person.Id), ("@name", person.Name), ("@shown", person.Shown), ("@member", person.Member),
        ("@roles", person.Roles), ("@grants", person.Grants), ("@issuer", person.Issuer), ("@subject", person.Subject),
        ("@password", person.Password), ("@must_change", person.MustChange), ("@enrolled", person.TotpEnrolled),
        ("@stamp", person.Stamp), ("@created", person.CreatedAt), ("@by", person.CreatedBy));

    /// <summary>The account with this id; null when there is none.</summary>
    public static Task<Person?> FindAsync(HubReader reader, string id, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(ById, Person.Read, ct, ("@id", id));

    /// <summary>The account of this name; null when there is none.</summary>
    public static Task<Person?> FindByNameAsync(HubReader reader, string name, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(ByName, Person.Read, ct, ("@name", name));

    /// <summary>The account of a person of an identity provider; null when there is none.</summary>
    public static Task<Person?> FindBySubjectAsync(
        HubReader reader, string issuer, string subject, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(BySubject, Person.Read, ct, ("@issuer", issuer), ("@subject", subject));

    /// <summary>Accounts by name.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="member">Only this member's; null: all.</param>
    /// <param name="after">Go on behind this name; empty: from the start.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Task<IReadOnlyList<Person>> ListAsync(
        HubReader reader, string? member, string after, int limit, CancellationToken ct) => reader.QueryAsync(
        All, Person.Read, ct,
        ("@everywhere", member is null), ("@member", member ?? ""), ("@after", after), ("@limit", limit));

    /// <summary>Gives other roles; sessions and tokens end.</summary>
    public static async Task<bool> PlaceAsync(
        HubTransaction tx, string id, string member, string roles, string grants, CancellationToken ct)
    {
        await EndAsync(tx, id, ct);
        return await tx.ExecuteAsync(
            Place, ct, ("@id", id), ("@member", member), ("@roles", roles), ("@grants", grants),
            ("@stamp", NewStamp())) > 0;
    }

    /// <summary>Another password; sessions and tokens end, a lock as well.</summary>
    public static async Task<bool> SetPasswordAsync(
        HubTransaction tx, string id, string password, bool mustChange, CancellationToken ct)
    {
        await EndAsync(tx, id, ct);
        return await tx.ExecuteAsync(
            Secret, ct, ("@id", id), ("@password", password), ("@must_change", mustChange), ("@stamp", NewStamp())) > 0;
    }

    /// <summary>Closes the account, or opens it again; sessions and tokens end.</summary>
    public static async Task<bool> CloseAsync(HubTransaction tx, string id, bool closed, CancellationToken ct)
    {
        await EndAsync(tx, id, ct);
        return await tx.ExecuteAsync(
            Close, ct, ("@id", id), ("@closed", closed), ("@stamp", NewStamp()), ("@now", tx.Clock.GetUtcNow())) > 0;
    }

    /// <summary>Ends every session and every token of a person, in every process.</summary>
    public static async Task EndAsync(HubTransaction tx, string id, CancellationToken ct)
    {
        await tx.ExecuteAsync(EndSessions, ct, ("@id", id));
        if (await tx.ExecuteAsync(EndTokens, ct, ("@id", id), ("@now", tx.Clock.GetUtcNow())) > 0)
            await ClientTokens.TellAsync(tx, ct);
    }

    /// <summary>A stamp unlike any before.</summary>
    public static string NewStamp() => Guid.NewGuid().ToString("N");
}
