namespace IntegrationHub.Store;

/// <summary>The row a criterion is tested on: one resource, by its id and, where needed, its columns.</summary>
/// <param name="type">Its type.</param>
/// <param name="id">Expression for its id.</param>
/// <param name="resource">Alias of its row of <c>resource</c>.</param>
/// <param name="time">Expression for its own time where an index has it; null: the resource's.</param>
/// <param name="onResource">True: the row itself is one of <c>resource</c>; index rows stand for current resources
/// only.</param>
internal sealed class SearchScope(string type, string id, string resource, string? time = null, bool onResource = true)
{
    public string Type => type;

    public string Id => id;

    /// <summary>True once something asked for the resource's columns.</summary>
    public bool NeedsResource { get; private set; }

    /// <summary>Alias of the resource's row; asking for it makes the statement join it.</summary>
    public string Resource
    {
        get
        {
            NeedsResource = true;
            return resource;
        }
    }

    /// <summary>Start of the resource's own time.</summary>
    public string Time => time ?? $"{Resource}.at";

    /// <summary>
    /// What holds for every resource a search may show or look into: matches, counts and what chains lead through all
    /// ask here, so that the rule about who may see what has one place.
    /// </summary>
    public IReadOnlyList<string> Visible(SqlParts parts) =>
    [
        .. onResource ? [$"not {resource}.deleted"] : Array.Empty<string>(),
        .. parts.Visible(type, () => Resource) is { } rule ? [rule] : Array.Empty<string>(),
    ];

    /// <summary>A resource row inside a condition.</summary>
    public static SearchScope Inner(string type, string alias) => new(type, $"{alias}.id", alias);
}
