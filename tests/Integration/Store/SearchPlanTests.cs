using System.Globalization;
using System.Text.Json;
using IntegrationHub.Store;
using Npgsql;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;

namespace IntegrationHub.Integration.Store;

/// <summary>Plans PostgreSQL really uses: a search may not read much more than it returns, however much there
/// is.</summary>
public sealed class SearchPlanTests(PostgresStore database) : IClassFixture<PostgresStore>, IAsyncLifetime
{
    private const int Patients = 300;
    private const int Each = 100;

    private const string Load = """
        insert into resource (type, id, version, body, digest, custodian, patient_id, at, until, spans, event_at,
                              message_id, last_updated, deleted, index_rows)
        select 'Observation', 'o' || p || '-' || n, 1, repeat('x', 1500), gen_random_uuid(), 'county', 'p' || p,
               timestamptz '2020-01-01' + n * interval '1 day' + p * interval '1 second',
               timestamptz '2020-01-01' + n * interval '1 day' + (p + 1) * interval '1 second', false, now(),
               gen_random_uuid(), now(), false, ''
          from generate_series(1, @patients) p, generate_series(1, @each) n;
        insert into index_token (type, param, code, at, id, system, patient_id)
        select r.type, t.param, t.code, r.at, r.id, t.system, r.patient_id
          from resource r,
               lateral (values ('code', 'c' || (length(r.id) + extract(day from r.at)::int % 10), 'http://loinc.org'),
                               ('status', 'final', ''), ('category', 'laboratory', 'urn:c')) t (param, code, system)
         where r.type = 'Observation';
        insert into index_identifier (type, value, system, id)
        select type, 'n' || id, 'urn:n', id from resource where type = 'Observation';
        """;

    [Theory]
    [InlineData("patient=p77&code=http://loinc.org|c11", "index_token_of_patient")]
    [InlineData("patient=p77&code=c11&status=final&category=laboratory&date=ge2020-01-10", "index_token_of_patient")]
    [InlineData("patient=p77&code=c11,c12&_count=10", "index_token_of_patient")]
    [InlineData("patient=p77&_sort=-date", "resource_of_patient")]
    [InlineData("patient=p77&status=final&_sort=date", "index_token_of_patient")]
    [InlineData("identifier=urn:n|no77-5", "index_identifier_pkey")]
    [InlineData("status=final&_sort=-date", "index_token_pkey")]
    [InlineData("date=ge2020-04-01", "resource_by_time")]
    [InlineData("date=ge2030-01-01", "resource_by_time")]
    [InlineData("status=final&date=ge2030-01-01", "index_token_pkey")]
    [InlineData("_lastUpdated=ge2030-01-01&_sort=_lastUpdated", "resource_by_update")]
    [InlineData("_sort=-_lastUpdated", "resource_by_update")]
    [InlineData("_id=o77-5", "resource_pkey")]
    public async Task A_search_walks_its_index_and_reads_little_more_than_a_page(string parameters, string index)
    {
        var query = Query("Observation", parameters);
        var plan = await PlanAsync(SearchSql.Page(query));
        var nodes = Nodes(plan).ToList();

        Assert.Contains(index, nodes.Select(n => n.GetPropertyOrNull("Index Name")));
        Assert.DoesNotContain("Seq Scan", nodes.Select(n => n.GetProperty("Node Type").GetString()));
        var read = nodes.Sum(n => Number(n, "Rows Removed by Filter") * Number(n, "Actual Loops"))
            + nodes.Max(n => Number(n, "Actual Rows") * Number(n, "Actual Loops"));
        Assert.True(read <= 10 * (query.Count + 1), $"read {read} rows: {plan}");
    }

    public async ValueTask InitializeAsync()
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var loaded = new NpgsqlCommand("select count(*) from resource", connection);
        if ((long)(await loaded.ExecuteScalarAsync(Ct))! > 0)
            return;
        foreach (var statement in Load.Split(";\n").Append("analyze"))
        {
            await using var load = new NpgsqlCommand(statement, connection) { CommandTimeout = 600 };
            if (statement.Contains('@', StringComparison.Ordinal))
                load.Parameters.AddRange(new NpgsqlParameter[] { new("patients", Patients), new("each", Each) });
            await load.ExecuteNonQueryAsync(Ct);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The generic plan, as the hub's prepared statements get it, in a session with the hub's settings.
    private async Task<string> PlanAsync(SearchSql search)
    {
        var text = search.Text;
        var literals = new List<string>();
        foreach (var (name, value) in search.Parameters.OrderByDescending(p => p.Name.Length))
        {
            if (!text.Contains(name, StringComparison.Ordinal))
                continue;
            literals.Add(Literal(value));
            text = text.Replace(name, $"${literals.Count}", StringComparison.Ordinal);
        }

        await using var tx = await database.Db.BeginAsync(Ct);
        await tx.ExecuteAsync($"prepare searched as {text}", Ct);
        var arguments = string.Join(", ", literals);
        var plan = await tx.QueryAsync(
            $"explain (analyze, buffers, format json) execute searched ({arguments})", r => r.GetString(0), Ct);
        await tx.ExecuteAsync("deallocate searched", Ct);
        return plan.Single();
    }

    private static string Literal(object? value) => value switch
    {
        long number => number.ToString(CultureInfo.InvariantCulture),
        DateTimeOffset instant => $"'{instant:O}'",
        string[] texts => $"'{{{string.Join(',', texts)}}}'",
        _ => $"'{value}'",
    };

    private static IEnumerable<JsonElement> Nodes(string plan)
    {
        var open = new Stack<JsonElement>([JsonDocument.Parse(plan).RootElement[0].GetProperty("Plan")]);
        while (open.TryPop(out var node))
        {
            yield return node;
            if (node.TryGetProperty("Plans", out var children))
                foreach (var child in children.EnumerateArray())
                    open.Push(child);
        }
    }

    private static double Number(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
}

internal static class PlanNodes
{
    public static string? GetPropertyOrNull(this JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) ? value.GetString() : null;
}
