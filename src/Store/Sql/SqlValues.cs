using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store;

/// <summary>
/// How values travel. SQLite keeps instants and spans as whole microseconds, ids as lower-case text and lists as
/// JSON; PostgreSQL has types for all of them.
/// </summary>
public static class SqlValues
{
    /// <summary>A point in time, UTC.</summary>
    public static DateTimeOffset Instant(this DbDataReader row, int column) => row is SqliteDataReader
        ? FromMicroseconds(row.GetInt64(column))
        : row.GetFieldValue<DateTimeOffset>(column);

    /// <summary>A point in time, UTC, or null.</summary>
    public static DateTimeOffset? InstantOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Instant(column);

    /// <summary>Text or null.</summary>
    public static string? TextOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>An id or null.</summary>
    public static Guid? GuidOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetGuid(column);

    /// <summary>Microseconds since 1970, UTC.</summary>
    public static long Microseconds(this DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant so many microseconds after 1970.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>The value as SQLite stores it.</summary>
    internal static object ForSqlite(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.ToString(),
        DateTimeOffset instant => instant.Microseconds(),
        TimeSpan span => span.Ticks / TimeSpan.TicksPerMicrosecond,
        bool flag => flag ? 1L : 0L,
        byte[] bytes => bytes,
        Guid[] ids => JsonSerializer.Serialize(ids),
        string[] texts => JsonSerializer.Serialize(texts),
        long[] numbers => JsonSerializer.Serialize(numbers),
        _ => value,
    };

    /// <summary>The value as Npgsql takes it: instants only in UTC.</summary>
    internal static object ForPostgres(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset instant => instant.ToUniversalTime(),
        DateTimeOffset[] instants => Array.ConvertAll(instants, i => i.ToUniversalTime()),
        _ => value,
    };
}
