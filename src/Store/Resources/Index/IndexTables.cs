namespace IntegrationHub.Store;

/// <summary>Adds and deletes index rows of many resources: one statement per table, all in one round trip.</summary>
internal sealed class IndexTables
{
    private static readonly SqlTwins Standing = new(
        string.Join("\nunion all\n", IndexTable.All.Select(t =>
            $"{t.Read} join unnest(@types, @ids) as k (type, id) on x.id = k.id and x.type = k.type")),
        string.Join("\nunion all\n", IndexTable.All.Select(t => $"{t.Read} where x.id = @ids and x.type = @types")));

    // PostgreSQL keeps all words of a resource in one row under an inverted index, SQLite one row per word.
    private static readonly SqlTwins DropWords = new(
        """
        delete from index_words w using unnest(@type, @id) as k (type, id) where w.id = k.id and w.type = k.type
        """,
        "delete from index_words where id = @id and type = @type");

    private static readonly SqlTwins AddWords = new(
        """
        insert into index_words (type, id, words)
        select k.type, k.id, array_to_tsvector(string_to_array(k.words, ' '))
          from unnest(@type, @id, @words) as k (type, id, words)
        """,
        """
        insert into index_words (type, id, word)
        select @type, @id, value from json_each('["' || replace(@words, ' ', '","') || '"]')
        """);

    private readonly List<PlacedEntry> added = [];
    private readonly List<PlacedEntry> dropped = [];
    private readonly List<(ResourceKey Key, ResourceIndex? Index)> changed = [];
    private readonly List<(ResourceKey Key, string Words)> words = [];

    /// <summary>Rows of a resource that has none yet.</summary>
    public void Add(ResourceKey key, ResourceIndex index)
    {
        added.AddRange(index.Entries.Select(e => new PlacedEntry(key, e)));
        if (index.Words.Length > 0)
            words.Add((key, index.Words));
    }

    /// <summary>Rows of a resource that has some; null: it shall have none.</summary>
    public void Change(ResourceKey key, ResourceIndex? index) => changed.Add((key, index));

    /// <summary>The statements, deletions first. What stands already is read before, so that rows that stay are not
    /// touched.</summary>
    public async Task<IReadOnlyList<(SqlTwins Sql, Rows Rows)>> StatementsAsync(
        HubTransaction tx, CancellationToken ct)
    {
        if (changed.Count > 0)
            await CompareAsync(tx, ct);
        var unworded = new Rows(
            changed.Count, ("@type", changed.Select(c => c.Key.Type).ToArray()),
            ("@id", changed.Select(c => c.Key.Id).ToArray()));
        var worded = new Rows(
            words.Count, ("@type", words.Select(c => c.Key.Type).ToArray()),
            ("@id", words.Select(c => c.Key.Id).ToArray()), ("@words", words.Select(c => c.Words).ToArray()));
        return
        [
            .. Of(dropped, t => t.Drop), .. Of(added, t => t.Add), (DropWords, unworded), (AddWords, worded),
        ];
    }

    private async Task CompareAsync(HubTransaction tx, CancellationToken ct)
    {
        var rows = new Rows(
            changed.Count, ("@types", changed.Select(c => c.Key.Type).ToArray()),
            ("@ids", changed.Select(c => c.Key.Id).ToArray()));
        var standing = (await tx.Session.QueryRowsAsync(Standing, rows, IndexTable.Entry, ct)).ToLookup(e => e.Key);
        foreach (var (key, index) in changed)
        {
            var before = standing[key].ToHashSet();
            var after = (index?.Entries ?? []).Select(e => new PlacedEntry(key, e)).ToList();
            added.AddRange(after.Where(e => !before.Contains(e)));
            before.ExceptWith(after);
            dropped.AddRange(before);
            if (index is { Words.Length: > 0 })
                words.Add((key, index.Words));
        }
    }

    private static IEnumerable<(SqlTwins, Rows)> Of(List<PlacedEntry> entries, Func<IndexTable, SqlTwins> statement) =>
        from table in IndexTable.All
        let rows = entries.FindAll(e => e.Entry.Kind == table.Kind)
        where rows.Count > 0
        select (statement(table), table.Columns(rows));
}
