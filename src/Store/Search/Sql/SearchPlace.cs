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

    /// <summary>True: walking it settles nothing, every criterion is tested.</summary>
    public bool TestsAll { get; init; }

    /// <summary>
    /// The same rows, found first of all. Without it PostgreSQL may walk the whole type by time instead, in the hope of
    /// a page soon full.
    /// </summary>
    /// <param name="columns">What is selected of them.</param>
    public SearchPlace Fenced(string columns = "d.*") => this with
    {
        From = $"(select {columns} from {From} where {Where} limit {long.MaxValue}) d",
        Where = "1 = 1",
        MayRepeat = MayRepeat && columns == "d.*",
    };

    /// <summary>The row that criteria are tested on.</summary>
    public SearchScope Scope(string type) =>
        new(type, "d.id", OnResource ? "d" : "r", OnResource || HasTime ? "d.at" : null, OnResource);
}
