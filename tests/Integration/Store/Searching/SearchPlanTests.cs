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
    private const int Patients = 1_000;
    private const int Each = 100;
    private const int People = 100_000;

    private const string Load = """
        insert into resource (type, id, version, body, digest, custodian, patient_id, at, until, spans, event_at,
                              message_id, last_updated, deleted)
        select 'Observation', 'o' || p || '-' || n, 1, repeat('x', 200), gen_random_uuid(), 'county', 'p' || p,
               timestamptz '2020-01-01' + n * interval '1 day' + p * interval '1 second',
               timestamptz '2020-01-01' + n * interval '1 day' + (p + 1) * interval '1 second', false, now(),
               gen_random_uuid(), now() + n * interval '1 second', false
          from generate_series(1, @patients) p, generate_series(1, @each) n;
        insert into index_token (type, param, code, at, id, system, patient_id)
        select r.type, t.param, t.code, r.at, r.id, t.system, r.patient_id
          from resource r,
               lateral (values ('code', 'c' || (length(r.id) + extract(day from r.at)::int % 10), 'http://loinc.org'),
                               ('status', 'final', ''), ('category', 'laboratory', 'urn:c')) t (param, code, system)
         where r.type = 'Observation';
        insert into index_token (type, param, code, at, id, system, patient_id)
        select type, 'code', 'rare', at, id, 'http://loinc.org', patient_id from resource where id like 'o7_-3';
        insert into index_identifier (type, code, system, id)
        select type, 'n' || id, 'urn:n', id from resource where type = 'Observation';
        insert into index_reference (id, type, param, target_type, target_id, at)
        select id, type, 'encounter', 'Encounter', 'e' || id, at from resource where type = 'Observation';
        insert into index_number (id, type, param, low, high, code, system)
        select id, type, 'value-quantity', length(id) + 0.5, length(id) + 0.5, 'mmol/L', 'urn:u'
          from resource where type = 'Observation';
        insert into index_number (id, type, param, low, high, code, system)
        select id, type, 'value-quantity', 900, 900, 'mmol/L', 'urn:u' from resource where id like 'o5_-9';
        insert into resource (type, id, version, body, digest, custodian, patient_id, at, until, spans, event_at,
                              message_id, last_updated, deleted)
        select 'Patient', 'p' || p, 1, '{}', gen_random_uuid(), 'county', '', now() + p * interval '1 second',
               now() + p * interval '1 second', false, now(), gen_random_uuid(), now(), false
          from generate_series(1, @people) p;
        insert into index_string (id, type, param, value, exact)
        select 'p' || p, 'Patient', 'name', n.value, n.exact from generate_series(1, @people) p,
               lateral (values (chr(24352 + p % 40) || chr(19968 + p % 5000) || chr(20000 + p / 50), 'x'),
                               ('zhang' || p, '')) n (value, exact);
        insert into index_suffix (id, type, param, suffix)
        select id, type, param, substr(value, 2) from index_string where exact = 'x';
        insert into index_date (id, type, param, low, high, spans)
        select 'p' || p, 'Patient', 'birthdate', timestamptz '1950-01-01 00:00+08' + (p % 20000) * interval '1 day',
               timestamptz '1950-01-02 00:00+08' + (p % 20000) * interval '1 day', false
          from generate_series(1, @people) p;
        insert into index_token (type, param, code, at, id, system, patient_id)
        select 'Patient', 'gender', case p % 2 when 0 then 'male' else 'female' end, now() + p * interval '1 second',
               'p' || p, '', '' from generate_series(1, @people) p;
        """;

    [Theory]
    [InlineData("Observation", "patient=p77&code=http://loinc.org|c11", "index_token_of_patient")]
    [InlineData("Observation", "patient=p77&code=c11&status=final&date=ge2020-01-10", "index_token_of_patient")]
    [InlineData("Observation", "patient=p77&code=c11,c12&_count=10", "index_token_of_patient")]
    [InlineData("Observation", "patient=p77&_sort=-date", "resource_of_patient")]
    [InlineData("Observation", "patient=p77&_sort=code,-date", "resource_of_patient")]
    [InlineData("Observation", "patient=p77&code:not=c11&encounter:missing=false", "index_token_of")]
    [InlineData("Observation", "patient=p77&status=final&_sort=date", "index_token_of_patient")]
    [InlineData("Observation", "identifier=urn:n|no77-5", "index_identifier_by_code")]
    [InlineData("Observation", "identifier=no1,no2,no3,no4,no5,no6,no7,no8,no9,no10,no11,no12,no13,no14,no15,no16,no77-5",
        "index_identifier_by_code")]
    [InlineData("Observation", "encounter=Encounter/eo77-5", "index_reference_by_target")]
    [InlineData("Observation", "status=final&_sort=-date", "index_token_by_code")]
    [InlineData("Observation", "status=final&code=rare", "index_token_by_code")]
    [InlineData("Observation", "value-quantity=gt800", "index_number_by_low")]
    [InlineData("Observation", "value-quantity=gt1", "resource_by_time")]
    [InlineData("Observation", "date=ge2020-04-01", "resource_by_time")]
    [InlineData("Observation", "date=ge2030-01-01", "resource_by_time")]
    [InlineData("Observation", "status=final&date=ge2030-01-01", "index_token_by_code")]
    [InlineData("Observation", "_lastUpdated=ge2130-01-01&_sort=_lastUpdated", "resource_by_update")]
    [InlineData("Observation", "_sort=-_lastUpdated", "resource_by_update")]
    [InlineData("Observation", "status=final&_sort=-_lastUpdated", "resource_by_update")]
    [InlineData("Observation", "_id=o77-5", "resource_pkey")]
    [InlineData("Observation", "patient.name=zhang777", "resource_of_patient")]
    [InlineData("Observation", "patient.birthdate=1950-02-03&code=c11", "index_token_of_patient")]
    [InlineData("Patient", "_has:Observation:patient:code=rare", "resource_pkey")]
    [InlineData("Patient", "_has:Observation:patient:code=rare&gender=male", "resource_pkey")]
    [InlineData("Patient", "name=zhang", "resource_by_time")]
    [InlineData("Patient", "name=zhang7777", "index_string_by_value")]
    [InlineData("Patient", "name=zhang&gender=male", "index_token_by_code")]
    [InlineData("Patient", "name:contains=\u4e64", "index_suffix_by_text")]
    [InlineData("Patient", "birthdate=1960-05-05", "index_date_by_low")]
    [InlineData("Patient", "birthdate=ge1950-01-01&gender=female", "index_token_by_code")]
    public async Task A_search_walks_its_index_and_reads_little_more_than_a_page(
        string type, string parameters, string index)
    {
        var query = Query(type, parameters);
        var plan = await PlanAsync(await SqlAsync(query));
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
                load.Parameters.AddRange(new NpgsqlParameter[]
                {
                    new("patients", Patients), new("each", Each), new("people", People),
                });
            await load.ExecuteNonQueryAsync(Ct);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<SearchSql> SqlAsync(SearchQuery query)
    {
        await using var reader = await database.Db.ReadAsync(Ct);
        var resolved = (await new SearchResolver(reader, Ct).ResolveAsync(query)).Value;
        var plan = await SearchPlanner.PlanAsync(reader, resolved, ordered: true, Ct);
        return SearchSql.Page(plan, null, reader);
    }

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
        double number => number.ToString("R", CultureInfo.InvariantCulture),
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
