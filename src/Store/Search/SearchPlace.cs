namespace IntegrationHub.Store;

/// <summary>The table a branch walks, alias <c>d</c>; the resource itself is <c>r</c>, or <c>d</c> too.</summary>
/// <param name="From">Table with its alias.</param>
/// <param name="Where">What narrows it: the leading columns of one index.</param>
internal sealed record SearchPlace(string From, string Where)
{
    /// <summary>True: <c>d</c> is the resource table.</summary>
    public bool OnResource { get; init; }

    /// <summary>True: the table repeats "at", so that its index is in date order.</summary>
    public bool HasTime { get; init; }

    /// <summary>True: one resource can stand here more than once.</summary>
    public bool MayRepeat { get; init; }

    /// <summary>The criteria that <see cref="Where"/> settles; no filter is needed for them.</summary>
    public IReadOnlyList<Criterion> Served { get; init; } = [];

    /// <summary>Alias of the resource's columns.</summary>
    public string Resource => OnResource ? "d" : "r";

    /// <summary>Start of the resource's own time, from the index where it has it.</summary>
    public string Time => OnResource || HasTime ? "d.at" : "r.at";

    /// <summary>What a result is sorted by.</summary>
    public string SortColumn(SearchOrder order) => order switch
    {
        SearchOrder.Date => Time,
        SearchOrder.LastUpdated => $"{Resource}.last_updated",
        _ => "0",
    };
}
