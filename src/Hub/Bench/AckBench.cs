using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Hub.Bench;

/// <summary>
/// MLLP → ACK after the durable journal, 32 connections, beside one fsync per commit on the same disk. The broker is away,
/// as on the worst day; parsing, journal, conversion and ACK are all on.
/// </summary>
internal static class AckBench
{
    private const int Connections = 32;
    private const int Rounds = 3;
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(8);

    public static async Task RunAsync(BenchTable table, string folder, CancellationToken ct)
    {
        var gateway = BenchFolder.Write(Path.Combine(folder, "ack"), new("amqp://guest@127.0.0.1:1/"), postgres: false);
        var secrets = new Dictionary<string, string> { [BenchFolder.BusPassword] = "away" };
        await using var process = await BenchProcess.StartAsync(gateway, "gateway", secrets, ct);
        await new BenchLoad(gateway.MllpPort, "W").ClosedAsync(Connections, Each, ct);

        var (ours, single) = (new List<double>(), new List<double>());
        BenchLoad load = null!;
        for (var round = 0; round < Rounds; round++)
        {
            load = new BenchLoad(gateway.MllpPort, $"A{round}");
            await load.ClosedAsync(Connections, Each, ct);
            ours.Add(load.Sent / Each.TotalSeconds);
            single.Add(SingleCommits(Path.Combine(folder, $"single-{round}.db")));
        }

        var (rate, limit) = (Median(ours), Median(single));
        table.Row("MLLP → ACK after durable journal, 32 connections",
            $"{rate:F0} messages/s, p50 {load.Acks.At(0.5):F1} ms, p99 {load.Acks.At(0.99):F1} ms",
            $"{rate / limit:F1}× one fsync per commit ({limit:F0}/s)");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    // The least honest thing: the same bytes, one durable commit each, no parsing, no answer.
    private static double SingleCommits(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        Execute(connection, "pragma journal_mode=wal; pragma synchronous=full; create table inbound(id integer primary key, raw blob)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "insert into inbound(raw) values (@raw)";
        insert.Parameters.AddWithValue("@raw", BenchOru.Bytes(BenchFolder.Facility, "1", "P1", "O1"));
        var (start, commits) = (Stopwatch.GetTimestamp(), 0);
        for (; Stopwatch.GetElapsedTime(start) < Each / 2; commits++)
            insert.ExecuteNonQuery();
        return commits / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
