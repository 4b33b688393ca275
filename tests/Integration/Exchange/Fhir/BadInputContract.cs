using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Shared.Fhir;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>
/// The official examples, spoilt, through every door that takes a resource: each is answered 4xx with the place of the
/// fault, and nothing is stored.
/// </summary>
public abstract class BadInputContract(IFhirExchanges exchanges, int step)
{
    private const int Small = 100_000;
    private const string FhirJsonType = "application/fhir+json";
    private const string FhirXmlType = "application/fhir+xml";

    private const string JsonPatchType = "application/json-patch+json";

    // JsonNode mends the first and cannot write the second; a patch that leaves something empty removes it.
    private static readonly string[] NotOfPatches = ["bad UTF-8", "half surrogate", "empty object", "empty array"];

    private static readonly string[] Doors = ["POST", "PUT", "PATCH", "transaction"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private FhirCaller Town => exchanges.Towns[0];

    [Fact]
    public Task Spoilt_JSON_is_refused_at_every_door_and_leaves_nothing() => NothingIsStoredAsync(async wrong =>
    {
        await Parallel.ForEachAsync(Examples(), Ct, async (example, _) =>
        {
            var (type, body) = (TypeOf(example.File), await File.ReadAllBytesAsync(example.File, Ct));
            // Every thousandth in every way at every door, the others in one way at one door.
            var whole = example.Index % 1_000 == 0;
            int? only = whole ? null : example.Index % BadBodies.Count;
            foreach (var (kind, spoilt, contentType) in BadBodies.Of(body, only))
            {
                foreach (var door in whole ? Doors : [Doors[example.Index / BadBodies.Count % Doors.Length]])
                {
                    var sent = door == "transaction" ? Entry(type, spoilt) : spoilt;
                    Judge(await SendAsync(door, type, sent, contentType), $"{type}, {kind}, {door}", wrong);
                }
            }
        });
    });

    [Fact]
    public Task Spoilt_XML_is_refused_at_every_door_and_leaves_nothing() => NothingIsStoredAsync(async wrong =>
    {
        await Parallel.ForEachAsync(Examples().Where(e => e.Index % 60 == 0), Ct, async (example, _) =>
        {
            var body = await File.ReadAllBytesAsync(example.File, Ct);
            if (!FhirInput.Read(body, FhirJsonType).TryGet(out var resource, out var _))
                return;
            var xml = Encoding.UTF8.GetString(FhirXml.Serialize(resource));
            foreach (var (i, (kind, spoilt)) in BadBodies.OfXml(xml).Index())
            {
                var door = Doors[(example.Index / 60 + i) % Doors.Length];
                var sent = door == "transaction" ? XmlEntry(resource.TypeName, spoilt) : spoilt;
                var reply = await SendAsync(door, resource.TypeName, Encoding.UTF8.GetBytes(sent), FhirXmlType);
                Judge(reply, $"{resource.TypeName}, {kind}, {door}", wrong);
            }
        });
    });

    [Fact]
    public async Task A_JSON_Patch_that_would_spoil_what_is_stored_is_refused()
    {
        var file = OfficialExamples.Files().First(f => Path.GetFileName(f) == "Patient-example.json");
        var body = await File.ReadAllBytesAsync(file, Ct);
        var id = (await Town.CreateAsync(FhirJson.Parse<Patient>(Encoding.UTF8.GetString(body)))).Id;
        var before = await Town.GetAsync($"Patient/{id}");

        await NothingIsStoredAsync(async wrong =>
        {
            foreach (var (kind, spoilt, _) in BadBodies.Of(body))
            {
                if (!NotOfPatches.Contains(kind) && Operations(body, spoilt) is { Count: > 0 } patch)
                    Judge(await SendAsync(id, patch), kind, wrong);
            }

            foreach (var (kind, patch) in BadPatches())
                Judge(await Town.SendAsync("PATCH", $"Patient/{id}", patch, [], JsonPatchType), kind, wrong);
        });
        Assert.Equal(before.Body, (await Town.GetAsync($"Patient/{id}")).Body);

        Task<FhirReply> SendAsync(string target, JsonArray patch) => Town.SendAsync(
            "PATCH", $"Patient/{target}", patch.ToJsonString(), [], JsonPatchType);
    }

    private static IEnumerable<(string Kind, byte[] Patch)> BadPatches() =>
    [
        ("bad UTF-8", [.. """[{"op":"add","path":"/language","value":"z"""u8, 0xC3, 0x28, .. "\"}]"u8]),
        ("half surrogate", """[{"op":"add","path":"/language","value":"\ud83d"}]"""u8.ToArray()),
        ("half surrogate in a path", """[{"op":"add","path":"/\ud83d","value":"z"}]"""u8.ToArray()),
        ("twice", """[{"op":"add","op":"test","path":"/language","value":"z"}]"""u8.ToArray()),
        ("twice in a value", """[{"op":"add","path":"/meta","value":{"id":"a","id":"b"}}]"""u8.ToArray()),
        ("no array", "{}"u8.ToArray()),
        ("cut", "[{"u8.ToArray()),
        ("empty", []),
        ("deep", Encoding.UTF8.GetBytes(new string('[', 100_000))),
    ];

    /// <summary>What turns the one into the other; null when the other is no JSON object.</summary>
    private static JsonArray? Operations(byte[] example, byte[] spoilt)
    {
        JsonObject now, then;
        try
        {
            (now, then) = ((JsonObject)JsonNode.Parse(example)!, (JsonObject)JsonNode.Parse(spoilt)!);
            if (JsonNode.DeepEquals(now, then))
                return null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }

        var changed = then.Where(p => !now.TryGetPropertyValue(p.Key, out var old) || !JsonNode.DeepEquals(old, p.Value))
            .Select(p => new JsonObject { ["op"] = "add", ["path"] = "/" + p.Key, ["value"] = p.Value?.DeepClone() });
        var gone = now.Where(p => !then.ContainsKey(p.Key))
            .Select(p => new JsonObject { ["op"] = "remove", ["path"] = "/" + p.Key });
        return [.. changed.Concat(gone)];
    }

    private async Task NothingIsStoredAsync(Func<ConcurrentBag<string>, Task> act)
    {
        var (before, wrong) = (await RowsAsync(), new ConcurrentBag<string>());

        await act(wrong);

        Assert.Empty(wrong);
        Assert.Equal(before, await RowsAsync());
    }

    private async Task<(long Current, long Older)> RowsAsync()
    {
        await using var reader = await exchanges.Db.ReadAsync(Ct);
        return await reader.QuerySingleOrDefaultAsync(
            "select (select count(*) from resource), (select count(*) from resource_history)",
            r => (r.GetInt64(0), r.GetInt64(1)), Ct);
    }

    private Task<FhirReply> SendAsync(string door, string type, byte[] body, string contentType) => door switch
    {
        "POST" => Town.SendAsync("POST", type, body, [], contentType),
        "transaction" => Town.SendAsync("POST", "", body, [], contentType),
        _ => Town.SendAsync(door, $"{type}/spoilt", body, [], contentType),
    };

    private static void Judge(FhirReply reply, string what, ConcurrentBag<string> wrong)
    {
        if (reply.Status is < 400 or > 499)
            wrong.Add($"{what}: {reply.Status}");
        else if (what.Contains("content type", StringComparison.Ordinal) && reply.Status != 415)
            wrong.Add($"{what}: {reply.Status} instead of 415");
        else if (FhirJson.Parse<Resource>(reply.Body) is not OperationOutcome { Issue.Count: > 0 } outcome)
            wrong.Add($"{what}: no outcome");
        else if (!outcome.Issue.Any(i => i.Expression.Any() || i.Location.Any()))
            wrong.Add($"{what}: {reply.Status} without a place: {outcome.Issue[0].Details?.Text}");
        else if (reply.Body.Contains("secret", StringComparison.Ordinal))
            wrong.Add($"{what}: tells what was sent");
    }

    // A good entry first: it must not be stored either.
    private static byte[] Entry(string type, byte[] resource) =>
    [
        .. """
            {"resourceType":"Bundle","type":"transaction","entry":[
            {"resource":{"resourceType":"Basic","code":{"text":"good"}},"request":{"method":"POST","url":"Basic"}},
            {"resource":
            """u8,
        .. resource,
        .. Encoding.UTF8.GetBytes($$$""","request":{"method":"POST","url":"{{{type}}}"}}]}"""),
    ];

    private static string XmlEntry(string type, string resource) =>
        $"""
        <Bundle xmlns="http://hl7.org/fhir"><type value="transaction"/>
        <entry><resource><Basic><code><text value="good"/></code></Basic></resource>
        <request><method value="POST"/><url value="Basic"/></request></entry>
        <entry><resource>{resource[(resource.IndexOf("?>", StringComparison.Ordinal) + 2)..]}</resource>
        <request><method value="POST"/><url value="{type}"/></request></entry></Bundle>
        """;

    private static string TypeOf(string file) => Path.GetFileName(file).Split('-')[0] is var name
        && ModelInfo.IsKnownResource(name) ? name : "Basic";

    private IEnumerable<(int Index, string File)> Examples() => OfficialExamples.Files()
        .Where(f => new FileInfo(f).Length < Small).Index().Where(e => e.Index % step == 0)
        .Select(e => (e.Index, e.Item));
}

public sealed class BadInputOnSqlite(SqliteFhir exchanges) : BadInputContract(exchanges, 1), IClassFixture<SqliteFhir>;

public sealed class BadInputOnPostgres(PostgresFhir exchanges)
    : BadInputContract(exchanges, 100), IClassFixture<PostgresFhir>;
