namespace IntegrationHub.Store;

/// <summary>How narrow a way into a query is, as far as its kind alone tells.</summary>
internal enum WalkRank
{
    Id,
    Identifier,
    PatientAndCode,
    Patient,
    Reference,

    /// <summary>Could be three rows or all of them: counted before it is taken.</summary>
    Unknown,

    /// <summary>Every resource of the type, in order.</summary>
    All,
}

/// <summary>One way into a query: the index rows of one criterion; the other criteria are looked up row by
/// row.</summary>
/// <param name="Rank">How narrow it is.</param>
/// <param name="Served">The criteria it settles; no filter is needed for them.</param>
/// <param name="Places">Places to walk; together they hold every match.</param>
internal sealed record SearchWalk(
    WalkRank Rank, IReadOnlyList<Criterion> Served, Func<SqlParts, IReadOnlyList<SearchPlace>> Places)
{
    /// <summary>True: the places can be read in date order, newest or oldest first.</summary>
    public bool ByTime { get; init; }
}
