namespace IntegrationHub.Store;

/// <summary>Adds and deletes index rows of many resources: one statement per table and round trip.</summary>
internal sealed class IndexTables
{
    private static readonly SqlTwins AddToken = new(
        """
        insert into index_token (type, param, code, at, id, system, patient_id)
        select * from unnest(@type, @param, @b, @at, @id, @a, @patient) on conflict do nothing
        """,
        """
        insert into index_token (type, param, code, at, id, system, patient_id)
        values (@type, @param, @b, @at, @id, @a, @patient) on conflict do nothing
        """);

    private static readonly SqlTwins DropToken = new(
        """
        delete from index_token t using unnest(@type, @param, @b, @at, @id, @a) as k (type, param, code, at, id, system)
         where t.type = k.type and t.param = k.param and t.code = k.code and t.at = k.at and t.id = k.id
           and t.system = k.system
        """,
        """
        delete from index_token
         where type = @type and param = @param and code = @b and at = @at and id = @id and system = @a
        """);

    private static readonly SqlTwins AddIdentifier = new(
        """
        insert into index_identifier (type, value, system, id)
        select * from unnest(@type, @b, @a, @id) on conflict do nothing
        """,
        "insert into index_identifier (type, value, system, id) values (@type, @b, @a, @id) on conflict do nothing");

    private static readonly SqlTwins DropIdentifier = new(
        """
        delete from index_identifier t using unnest(@type, @b, @a, @id) as k (type, value, system, id)
         where t.type = k.type and t.value = k.value and t.system = k.system and t.id = k.id
        """,
        "delete from index_identifier where type = @type and value = @b and system = @a and id = @id");

    private static readonly SqlTwins AddReference = new(
        """
        insert into index_reference (target_id, target_type, type, param, at, id)
        select * from unnest(@b, @a, @type, @param, @at, @id) on conflict do nothing
        """,
        """
        insert into index_reference (target_id, target_type, type, param, at, id)
        values (@b, @a, @type, @param, @at, @id) on conflict do nothing
        """);

    private static readonly SqlTwins DropReference = new(
        """
        delete from index_reference t
         using unnest(@b, @a, @type, @param, @at, @id) as k (target_id, target_type, type, param, at, id)
         where t.target_id = k.target_id and t.target_type = k.target_type and t.type = k.type and t.param = k.param
           and t.at = k.at and t.id = k.id
        """,
        """
        delete from index_reference
         where target_id = @b and target_type = @a and type = @type and param = @param and at = @at and id = @id
        """);

    private static readonly SqlTwins AddDate = new(
        """
        insert into index_date (type, param, low, high, id)
        select * from unnest(@type, @param, @low, @high, @id) on conflict do nothing
        """,
        """
        insert into index_date (type, param, low, high, id) values (@type, @param, @low, @high, @id)
        on conflict do nothing
        """);

    private static readonly SqlTwins DropDate = new(
        """
        delete from index_date t using unnest(@type, @param, @low, @high, @id) as k (type, param, low, high, id)
         where t.type = k.type and t.param = k.param and t.low = k.low and t.high = k.high and t.id = k.id
        """,
        """
        delete from index_date where type = @type and param = @param and low = @low and high = @high and id = @id
        """);

    private static readonly SqlTwins AddString = new(
        """
        insert into index_string (type, param, value, id)
        select * from unnest(@type, @param, @a, @id) on conflict do nothing
        """,
        "insert into index_string (type, param, value, id) values (@type, @param, @a, @id) on conflict do nothing");

    private static readonly SqlTwins DropString = new(
        """
        delete from index_string t using unnest(@type, @param, @a, @id) as k (type, param, value, id)
         where t.type = k.type and t.param = k.param and t.value = k.value and t.id = k.id
        """,
        "delete from index_string where type = @type and param = @param and value = @a and id = @id");

    private static readonly (IndexKind Kind, SqlTwins Add, SqlTwins Drop)[] Tables =
    [
        (IndexKind.Token, AddToken, DropToken),
        (IndexKind.Identifier, AddIdentifier, DropIdentifier),
        (IndexKind.Reference, AddReference, DropReference),
        (IndexKind.Date, AddDate, DropDate),
        (IndexKind.Text, AddString, DropString),
    ];

    private readonly List<Placed> added = [];
    private readonly List<Placed> dropped = [];

    /// <summary>Notes what changes between two versions; rows that stay are not touched.</summary>
    public void Change(ResourceKey key, ResourceIndex? before, ResourceIndex? after)
    {
        var moved = before is null || after is null || before.At != after.At || before.PatientId != after.PatientId;
        var (old, now) = (before?.Entries ?? [], after?.Entries ?? []);
        foreach (var entry in moved ? old : old.Except(now))
            dropped.Add(new(key, entry, before!));
        foreach (var entry in moved ? now : now.Except(old))
            added.Add(new(key, entry, after!));
    }

    /// <summary>The statements, deletions first.</summary>
    public IEnumerable<(SqlTwins Sql, Rows Rows)> Statements() =>
    [
        .. Tables.Select(t => (t.Drop, Columns(t.Kind, dropped, withPatient: false))),
        .. Tables.Select(t => (t.Add, Columns(t.Kind, added, withPatient: t.Kind == IndexKind.Token))),
    ];

    private static Rows Columns(IndexKind kind, List<Placed> all, bool withPatient)
    {
        var rows = all.Where(p => p.Entry.Kind == kind).ToArray();
        if (rows.Length == 0)
            return new(0);
        List<(string, object?)> columns = [Column("@type", p => p.Key.Type), Column("@id", p => p.Key.Id)];
        if (kind is not IndexKind.Identifier)
            columns.Add(Column("@param", p => p.Entry.Param));
        if (kind is IndexKind.Token or IndexKind.Reference)
            columns.Add(Column("@at", p => p.Index.At));
        if (kind is IndexKind.Date)
            columns.AddRange([
                Column("@low", p => IndexEntry.Instant(p.Entry.A)),
                Column("@high", p => IndexEntry.Instant(p.Entry.B))]);
        else
            columns.Add(Column("@a", p => p.Entry.A));
        if (kind is not (IndexKind.Date or IndexKind.Text))
            columns.Add(Column("@b", p => p.Entry.B));
        if (withPatient)
            columns.Add(Column("@patient", p => p.Index.PatientId));
        return new(rows.Length, [.. columns]);

        (string, object?) Column<T>(string name, Func<Placed, T> of) => (name, Array.ConvertAll(rows, p => of(p)));
    }

    private readonly record struct Placed(ResourceKey Key, IndexEntry Entry, ResourceIndex Index);
}
