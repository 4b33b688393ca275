using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Shared.Fhir;
using Xunit;
using static Hl7.Fhir.Model.CapabilityStatement;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Everything the CapabilityStatement claims is called once, for every type.</summary>
public sealed class CapabilityTests(SqliteFhir exchanges) : IClassFixture<SqliteFhir>
{
    private const int IncludesAtOnce = 8;

    private static readonly Dictionary<string, string> Examples = OfficialExamples.Files()
        .GroupBy(f => Path.GetFileName(f).Split('-')[0])
        .Select(g => (g.Key, File: g.OrderBy(f => new FileInfo(f).Length).FirstOrDefault(Reads)))
        .Where(e => e.File is not null).ToDictionary(e => e.Key, e => e.File!, StringComparer.Ordinal);

    private readonly ConcurrentBag<string> broken = [];

    private FhirCaller Town => exchanges.Towns[0];

    [Fact]
    public async Task Every_interaction_of_every_type_works()
    {
        await ForEachTypeAsync(InteractionsAsync);
        Assert.True(broken.IsEmpty, string.Join('\n', broken.Order().Take(20)));
    }

    [Fact]
    public async Task Every_search_parameter_of_every_type_is_accepted()
    {
        await ForEachTypeAsync(async resource =>
        {
            foreach (var parameter in resource.SearchParam)
            {
                var info = SearchParameters.Find(resource.Type!, parameter.Name!)!;
                await Expect(200, $"{resource.Type}?{parameter.Name}={Sample(info)}&_count=1");
            }
        });
        Assert.True(broken.IsEmpty, string.Join('\n', broken.Order().Take(20)));
    }

    [Fact]
    public async Task Every_include_of_every_type_is_accepted()
    {
        await ForEachTypeAsync(async resource =>
        {
            foreach (var some in resource.SearchInclude.Chunk(IncludesAtOnce))
                await Expect(200, $"{resource.Type}?_id=x{string.Concat(some.Select(i => "&_include=" + i))}");
            foreach (var some in resource.SearchRevInclude.Chunk(IncludesAtOnce))
                await Expect(200, $"{resource.Type}?_id=x{string.Concat(some.Select(i => "&_revinclude=" + i))}");
        });
        Assert.True(broken.IsEmpty, string.Join('\n', broken.Order().Take(20)));
    }

    [Fact]
    public async Task Every_operation_is_there()
    {
        var rest = (await StatementAsync()).Rest[0];
        var patient = await Town.CreateAsync(new Patient { Active = true });
        foreach (var operation in rest.Operation)
            await OperationAsync("", operation, "");
        foreach (var resource in rest.Resource)
        {
            foreach (var operation in resource.Operation)
                await OperationAsync(resource.Type! + "/", operation, patient.Id);
        }

        Assert.True(broken.IsEmpty, string.Join('\n', broken.Order().Take(20)));
    }

    [Fact]
    public async Task The_system_can_do_what_it_says()
    {
        var codes = (await StatementAsync()).Rest[0].Interaction.Select(i => i.Code).ToHashSet();

        Assert.Equal(4, codes.Count);
        foreach (var type in new[] { Bundle.BundleType.Batch, Bundle.BundleType.Transaction })
            Assert.Equal(200, (await Town.PostAsync("", new Bundle { Type = type })).Status);
        Assert.Equal(200, (await Town.GetAsync("?_type=Patient&_count=1")).Status);
        Assert.Equal(200, (await Town.GetAsync("_history?_count=1")).Status);
    }

    [Fact]
    public async Task It_is_made_once_and_has_an_ETag()
    {
        await Town.GetAsync("metadata");
        var clock = Stopwatch.StartNew();
        var first = await Town.GetAsync("metadata");
        var took = clock.Elapsed;

        Assert.Equal(304, (await Town.GetAsync("metadata", ("If-None-Match", first.ETag!))).Status);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromMilliseconds(250)); // a few ms; this machine may be busy
        TestContext.Current.SendDiagnosticMessage($"metadata: {first.Body.Length} characters in {took}");
    }

    [Fact]
    public async Task Only_modes_that_are_offered_are_answered()
    {
        Assert.Equal(404, (await Town.GetAsync("metadata?mode=terminology")).Status);
        Assert.Equal(400, (await Town.GetAsync("metadata?mode=other")).Status);
        Assert.Equal(200, (await Town.GetAsync("metadata?mode=normative")).Status);
    }

    [Fact]
    public async Task Formats_and_conditional_flags_hold()
    {
        var statement = await StatementAsync();
        foreach (var format in statement.Format)
            Assert.Equal(200, (await Town.GetAsync("Patient?_format=" + Uri.EscapeDataString(format!))).Status);
        var patient = statement.Rest[0].Resource.Single(r => r.Type == "Patient");
        Assert.Equal(ConditionalReadStatus.FullSupport, patient.ConditionalRead);

        var body = new Patient { Identifier = [new("urn:x", "conditional")] };
        Assert.Equal(201, (await Town.PostAsync("Patient", body, ("If-None-Exist", "identifier=urn:x|conditional"))).Status);
        Assert.Equal(200, (await Town.PostAsync("Patient", body, ("If-None-Exist", "identifier=urn:x|conditional"))).Status);
        body.Active = true;
        Assert.Equal(200, (await Town.PutAsync("Patient?identifier=urn:x|conditional", body)).Status);
        Assert.Equal(204, (await Town.DeleteAsync("Patient?identifier=urn:x|conditional")).Status);
        Assert.True(patient.UpdateCreate);
        Assert.Equal(201, (await Town.PutAsync("Patient/conditional-1", new Patient { Id = "conditional-1", Active = true })).Status);
    }

    private async Task InteractionsAsync(ResourceComponent resource)
    {
        var type = resource.Type!;
        var body = Examples.TryGetValue(type, out var example)
            ? Read(example).Value
            : FhirInput.ReadJson(Encoding.UTF8.GetBytes($$"""{"resourceType":"{{type}}","language":"en"}""")).Value;
        body.Id = $"cap-{type}";
        var path = $"{type}/{body.Id}";
        foreach (var code in resource.Interaction.Select(i => i.Code!.Value).OrderBy(Order))
        {
            var (status, reply) = code switch
            {
                TypeRestfulInteraction.Create => (201, await Town.PostAsync(type, body)),
                TypeRestfulInteraction.Update => (201, await Town.PutAsync(path, body)),
                TypeRestfulInteraction.Patch => (200, await Town.SendAsync(
                    "PATCH", path, """[{"op":"add","path":"/language","value":"zh"}]""", [],
                    "application/json-patch+json")),
                TypeRestfulInteraction.Read => (200, await Town.GetAsync(path)),
                TypeRestfulInteraction.Vread => (200, await Town.GetAsync(path + "/_history/1")),
                TypeRestfulInteraction.HistoryInstance => (200, await Town.GetAsync(path + "/_history")),
                TypeRestfulInteraction.HistoryType => (200, await Town.GetAsync(type + "/_history?_count=1")),
                TypeRestfulInteraction.SearchType => (200, await Town.GetAsync($"{type}?_id={body.Id}")),
                TypeRestfulInteraction.Delete => (204, await Town.DeleteAsync(path)),
                _ => (-1, await Town.GetAsync(path)),
            };
            Note(status, $"{code} {type}", reply);
        }
    }

    // Write before reading, delete last.
    private static int Order(TypeRestfulInteraction code) => code switch
    {
        TypeRestfulInteraction.Create => 0,
        TypeRestfulInteraction.Update => 1,
        TypeRestfulInteraction.Patch => 2,
        TypeRestfulInteraction.Delete => 9,
        _ => 5,
    };

    private async Task OperationAsync(string prefix, OperationComponent operation, string patient)
    {
        var (path, body) = (prefix, operation.Name) switch
        {
            (_, "meta") => ($"{prefix}$meta", null),
            ("Patient/", "everything") => ($"Patient/{patient}/$everything", null),
            ("Observation/", "lastn") => ($"Observation/$lastn?patient=Patient/{patient}", null),
            ("Patient/", "meta-add" or "meta-delete") => ($"Patient/{patient}/${operation.Name}", new Parameters
            {
                Parameter = [new() { Name = "meta", Value = new Meta { Tag = [new("urn:x", "y")] } }],
            }),
            (_, "meta-add" or "meta-delete") => ("", null), // shown for patients; the route is the same for every type
            ("Patient/", "validate") => ("Patient/$validate", new Patient { Active = true }),
            (_, "validate") => ("", null),
            (_, "expunge" or "reindex" or "break-glass" or "accesses") => ("", null), // these have tests and rights of their own
            _ => ("?", (Resource?)null),
        };
        if (path == "?")
            broken.Add($"{prefix}${operation.Name}: no test");
        else if (path.Length > 0)
            Note(200, path, body is null ? await Town.GetAsync(path) : await Town.PostAsync(path, body));
    }

    private async Task ForEachTypeAsync(Func<ResourceComponent, Task> check)
    {
        foreach (var resource in (await StatementAsync()).Rest[0].Resource)
            await check(resource);
    }

    private async Task Expect(int status, string path) => Note(status, path, await Town.GetAsync(path));

    private void Note(int status, string what, FhirReply reply)
    {
        if (reply.Status != status)
            broken.Add($"{what}: {reply.Status} {reply.Body[..Math.Min(300, reply.Body.Length)]}");
    }

    private async Task<CapabilityStatement> StatementAsync() =>
        (await Town.GetAsync("metadata")).Resource<CapabilityStatement>();

    private static string Sample(SearchParameterInfo parameter) => parameter.Type switch
    {
        SearchParamType.Date => "2020-01-01",
        SearchParamType.Number => "1",
        SearchParamType.Quantity => "1",
        SearchParamType.Uri => "http://a",
        SearchParamType.Reference => (parameter.Targets.Count > 0 ? parameter.Targets[0] : "Patient") + "/x",
        SearchParamType.Composite => string.Join('$', parameter.Parts.Select(p =>
            Sample(SearchParameters.Find(parameter.Resource, p.Parameter) is { } part && part.Type == p.Type
                ? part : new SearchParameterInfo(p.Parameter, p.Type, "")))),
        SearchParamType.Special => "30.5|114.3|10|km",
        _ => parameter.Name is "_text" or "_content" ? "blood" : "x",
    };

    // Without narrative: some examples have a blank one, which is not valid.
    private static Result<Resource> Read(string file)
    {
        var json = (JsonObject)JsonNode.Parse(File.ReadAllBytes(file))!;
        json.Remove("text");
        return FhirInput.ReadJson(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    private static bool Reads(string file) => Read(file).IsOk;
}
