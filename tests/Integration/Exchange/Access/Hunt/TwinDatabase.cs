using Microsoft.Data.Sqlite;
using Npgsql;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>Copies of a database without what a caller may not see: there, nothing is left to leak.</summary>
internal static class TwinDatabase
{
    private static readonly string[] Tables =
    [
        "resource", "resource_history", "business_key", "index_token", "index_identifier", "index_reference",
        "index_date", "index_string", "index_suffix", "index_number", "index_composite", "index_words", "record_party",
    ];

    /// <summary>A copy of a database nobody is connected to.</summary>
    public static async Task<(string? Postgres, string? Sqlite)> CopyAsync(
        (string? Postgres, string? Sqlite) from, CancellationToken ct)
    {
        var name = "twin_" + Guid.NewGuid().ToString("N");
        if (from.Sqlite is { } file)
        {
            var copy = Path.Combine(Path.GetDirectoryName(file)!, name + ".db");
            await using var source = new SqliteConnection($"Data Source={file};Pooling=False");
            await source.OpenAsync(ct);
            await using var vacuum = source.CreateCommand();
            vacuum.CommandText = "vacuum into @file";
            vacuum.Parameters.AddWithValue("@file", copy);
            await vacuum.ExecuteNonQueryAsync(ct);
            return (null, copy);
        }

        NpgsqlConnection.ClearAllPools();
        var place = new NpgsqlConnectionStringBuilder(from.Postgres);
        await ExecuteAsync(
            (new NpgsqlConnectionStringBuilder(from.Postgres) { Database = "postgres" }.ConnectionString, null),
            [$"create database {name} template {place.Database}"], ct);
        place.Database = name;
        return (place.ConnectionString, null);
    }

    /// <summary>Removes what is not kept, and opens all that is left to everybody.</summary>
    /// <param name="twin">The copy.</param>
    /// <param name="kept"><c>Type/id</c> of resources that may be known.</param>
    /// <param name="versions"><c>Type/id/version</c> of older versions that may be known.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Task ReduceAsync(
        (string? Postgres, string? Sqlite) twin, IEnumerable<string> kept, IEnumerable<string> versions,
        CancellationToken ct) => ExecuteAsync(
        twin,
        [
            "create table kept (k text primary key)", "create table kept_version (k text primary key)",
            .. Values("kept", kept), .. Values("kept_version", versions),
            "delete from resource_history where type || '/' || id || '/' || version not in (select k from kept_version)",
            .. Tables.Select(t => $"delete from {t} where type || '/' || id not in (select k from kept)"),
            "update resource set needs = 0", "update resource_history set needs = 0",
            "drop table kept", "drop table kept_version",
        ],
        ct);

    // Ids of this world hold letters, digits, - and / only.
    private static IEnumerable<string> Values(string table, IEnumerable<string> keys) =>
        keys.Distinct().Chunk(400).Select(c =>
            $"insert into {table} (k) values {string.Join(',', c.Select(k => $"('{k.Replace("'", "", StringComparison.Ordinal)}')"))}");

    private static async Task ExecuteAsync(
        (string? Postgres, string? Sqlite) database, IReadOnlyList<string> statements, CancellationToken ct)
    {
        await using System.Data.Common.DbConnection connection = database.Sqlite is { } file
            ? new SqliteConnection($"Data Source={file};Pooling=False")
            : new NpgsqlConnection(database.Postgres + ";Pooling=false");
        await connection.OpenAsync(ct);
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // made of names of this file and of ids the world gave out
            command.CommandText = statement;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
