using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>A place between two rows of a sorted result: values, not a count, so that new rows move nothing.</summary>
/// <param name="Keys">The sort keys, as <see cref="SortSql.Read"/> gives them.</param>
/// <param name="Type">Resource type.</param>
/// <param name="Id">Logical id.</param>
internal sealed record SearchMark(IReadOnlyList<string> Keys, string Type, string Id);

/// <summary>The order of a result: sort keys, then type where there are several, then id.</summary>
internal sealed class SearchOrdering(SearchQuery query)
{
    private readonly bool manyTypes = query.Types.Count > 1;

    /// <summary>The keys; a key after the id decides nothing.</summary>
    public IReadOnlyList<SortKey> Keys { get; } = [.. query.Sort.TakeWhile(k => k.By != SortBy.Id)];

    /// <summary>Columns of a branch.</summary>
    public string Columns => string.Concat(Keys.Select((_, i) => $"k{i}, ")) + "type, id";

    private bool LastDescending => query.Sort.Count > 0
        && (query.Sort.FirstOrDefault(k => k.By == SortBy.Id) ?? query.Sort[^1]).Descending;

    /// <summary>The keys as further columns of the page.</summary>
    public string Selected(string alias) => string.Concat(Keys.Select((_, i) => $", {alias}.k{i}"));

    /// <summary>The order of columns k0, k1 …, type, id.</summary>
    public string By(string alias = "") => string.Join(", ",
    [
        .. Keys.Select((k, i) => $"{alias}k{i} {Direction(k.Descending)}"),
        .. manyTypes ? new[] { $"{alias}type {Direction(LastDescending)}" } : [],
        $"{alias}id {Direction(LastDescending)}",
    ]);

    /// <summary>The place of a result row.</summary>
    public SearchMark Mark(DbDataReader row, StoredResource resource) => new(
        [.. Keys.Select((k, i) => SortSql.Read(k, row, SearchSql.KeysAt + i))], resource.Type, resource.Id);

    /// <summary>The condition that a row comes after a place.</summary>
    public string After(SearchMark mark, IReadOnlyList<string> columns, SqlParts parts)
    {
        List<(string Column, string Value, bool Descending)> all =
        [
            .. Keys.Select((k, i) => (columns[i], parts.Add("after", SortSql.Value(k, mark.Keys[i])), k.Descending)),
        ];
        if (manyTypes)
            all.Add(("d.type", parts.Add("afterType", mark.Type), LastDescending));
        all.Add(("d.id", parts.Add("afterId", mark.Id), LastDescending));
        // One comparison of rows is what an index can follow; only mixed directions need the long form.
        if (all.TrueForAll(c => c.Descending == LastDescending))
            return $"({string.Join(", ", all.Select(c => c.Column))}) {Compare(LastDescending)} ({string.Join(", ", all.Select(c => c.Value))})";
        return "(" + string.Join(" or ", all.Select((c, i) => "(" + string.Join(" and ",
            all.Take(i).Select(e => $"{e.Column} = {e.Value}").Append($"{c.Column} {Compare(c.Descending)} {c.Value}"))
            + ")")) + ")";
    }

    /// <summary>True when the mark fits this order.</summary>
    public bool Fits(SearchMark mark) => mark.Keys.Count == Keys.Count
        && Keys.Zip(mark.Keys).All(k => SortSql.Value(k.First, k.Second) is not null);

    private static string Direction(bool descending) => descending ? "desc" : "asc";

    private static string Compare(bool descending) => descending ? "<" : ">";
}
