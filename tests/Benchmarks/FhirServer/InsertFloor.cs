using System.Diagnostics;
using Npgsql;

namespace IntegrationHub.Benchmarks.FhirServer;

/// <summary>
/// The limit of any store on this PostgreSQL: a 2 KiB body and 15 index rows in 8 b-trees, one durable transaction in one
/// round trip; the values are made by the server.
/// </summary>
internal sealed class InsertFloor(string connectionString)
{
    private const string Schema = """
        create table if not exists floor_resource (id text collate "C" primary key, body text not null);
        create table if not exists floor_token (
            patient text collate "C", param text collate "C", code text collate "C", id text collate "C",
            primary key (param, code, id));
        create index if not exists floor_token_of_patient on floor_token (patient, param, code, id);
        create table if not exists floor_date (
            param text collate "C", at timestamptz, id text collate "C", primary key (param, at, id));
        create index if not exists floor_date_of on floor_date (id, param);
        create table if not exists floor_reference (
            target text collate "C", param text collate "C", id text collate "C", primary key (target, param, id));
        create table if not exists floor_string (
            param text collate "C", value text collate "C", id text collate "C", primary key (param, value, id));
        create index if not exists floor_string_of on floor_string (id, param);
        """;

    private static readonly string[] Inserts =
    [
        "insert into floor_resource (id, body) select i, rpad(i, 2048, 'x') from unnest($1) as i",
        "insert into floor_token select 'p' || right(i, 4), 'param' || k, 'code' || right(i, 2), i "
            + "from unnest($1) as i, generate_series(1, 8) as k",
        "insert into floor_date select 'param' || k, now(), i from unnest($1) as i, generate_series(1, 3) as k",
        "insert into floor_reference select 'p' || right(i, 4), 'param' || k, i from unnest($1) as i, generate_series(1, 3) as k",
        "insert into floor_string select 'param', 'value' || right(i, 6), i from unnest($1) as i",
    ];

    public async Task PrepareAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand(Schema, connection);
        await create.ExecuteNonQueryAsync();
    }

    /// <returns>Resources a second.</returns>
    public async Task<double> RunAsync(int connections, int perTransaction, TimeSpan duration)
    {
        await using var pool = NpgsqlDataSource.Create(
            $"{connectionString};Maximum Pool Size={connections};Max Auto Prepare=10;Auto Prepare Min Usages=1");
        long resources = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            await using var connection = await pool.OpenConnectionAsync();
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                await OneAsync(connection, perTransaction);
                Interlocked.Add(ref resources, perTransaction);
            }
        }));
        return resources / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task OneAsync(NpgsqlConnection connection, int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7().ToString()).ToArray();
        await using var batch = new NpgsqlBatch(connection); // one round trip, one implicit transaction
        foreach (var insert in Inserts)
            batch.BatchCommands.Add(new(insert) { Parameters = { new() { Value = ids } } });
        await batch.ExecuteNonQueryAsync();
    }
}
