using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>Index rows written anew while everything goes on: after a new search parameter or a new program.</summary>
/// <param name="Id">Id of the job.</param>
/// <param name="Types">Resource types; empty: all.</param>
/// <param name="Ids">Logical ids; empty: all.</param>
/// <param name="Parameters">Search parameters that wait for it, as <c>Type.name</c>; empty: none.</param>
/// <param name="Done">Resources done.</param>
/// <param name="Total">Resources there were when it was made.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="StartedAt">When the first resource was taken; null: not yet.</param>
/// <param name="FinishedAt">When the last one was done; null: not yet.</param>
public sealed record IndexJob(
    Guid Id,
    IReadOnlyList<string> Types,
    IReadOnlyList<string> Ids,
    IReadOnlyList<string> Parameters,
    long Done,
    long Total,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt)
{
    internal const string Columns =
        "id, types, ids, parameters, done, total, created_at, started_at, finished_at, last_type, last_id";

    /// <summary>The last resource done.</summary>
    internal ResourceKey Last { get; private init; }

    internal static IndexJob Read(DbDataReader r) => new(
        r.GetGuid(0), Words(r.GetString(1)), Words(r.GetString(2)), Words(r.GetString(3)), r.GetInt64(4), r.GetInt64(5),
        r.Instant(6), r.InstantOrNull(7), r.InstantOrNull(8))
    {
        Last = new(r.GetString(9), r.GetString(10)),
    };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
