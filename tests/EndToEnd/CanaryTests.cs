using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Shared.Processes;
using IntegrationHub.Store.Sealing;
using Xunit;

namespace IntegrationHub.EndToEnd;

/// <summary>
/// Names, identity numbers, phones and local numbers of invented people go through a real hub in good, bad and refused
/// messages and requests. None of them may stand in a log, page, metric or in the sealed journal.
/// </summary>
public sealed partial class CanaryTests : IDisposable
{
    private const string Family = "欧阳密";
    private const string Phone = "13900000000"; // of every sample
    private const int People = 100;

    private static readonly string[] Pages =
    [
        "ops", "ops/channels", "ops/lanes", "ops/deadletters", "ops/messages", "ops/messages?state=refused",
        "ops/messages?state=dead", "ops/api/ledger?limit=500", "ops/api/ledger?state=refused&limit=500",
        "ops/api/channels", "ops/api/deadletters?limit=500", "ops/api/lanes", "ops/api/streams/blocked", "metrics",
        "health/ready",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("hub-canary-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Nothing_that_names_a_patient_leaves_the_clinical_views()
    {
        var at = Configure();
        await using var issue = new HubProcess(["token", "--member", "county", "--config", at.Path]);
        await issue.StartAsync(Ct);
        Assert.Equal(0, await issue.WaitForExitAsync(Ct));
        var token = issue.Output.Split('\n').Last(l => l.Trim().Length > 20).Trim();
        await using var hub = new HubProcess(["run", "--config", at.Path], new(at.Http, "/health/ready"));
        await hub.StartAsync(Ct);
        using var http = new HttpClient { BaseAddress = at.Http };

        var answered = await SendMessagesAsync(at);
        Assert.Equal(["AA", "AE", "AR"], answered.Order(StringComparer.Ordinal));
        await AskFhirAsync(http, token);
        var shown = await PagesAsync(http);

        Assert.Equal(0, await hub.StopAsync(Ct));
        var texts = shown.Append(("console", hub.Output)).Concat(Directory
            .EnumerateFiles(Path.Combine(at.Path, "logs")).Select(f => (Path.GetFileName(f), File.ReadAllText(f))));
        var leaks = texts.SelectMany(t => Leaks(t.Item1, t.Item2)).Take(20).ToArray();
        Assert.True(leaks.Length == 0, string.Join('\n', leaks));
        Assert.Contains(shown, s => s.Text.Contains("519***********", StringComparison.Ordinal)); // masked, not absent
        AssertJournalIsSealed(Path.Combine(at.Path, "data"));
    }

    private HubFolder Configure()
    {
        var at = HubFolder.Write(folder, HubPorts.Free(), postgres: false, rabbitMq: null);
        var file = Path.Combine(at.Path, "hub.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("level: warning", "level: debug\n  folder: logs", StringComparison.Ordinal)
            + "\nkeys:\n  provider: file\n  folder: keys\n");
        new FolderKeys(Path.Combine(at.Path, "keys")).Add(TimeProvider.System.GetUtcNow());
        return at;
    }

    /// <returns>The codes of all answers.</returns>
    private static async Task<HashSet<string>> SendMessagesAsync(HubFolder at)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, at.TownshipPort, Ct);
        await using var stream = client.GetStream();
        var codes = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < People; i++)
            foreach (var message in MessagesOf(i))
            {
                await stream.WriteAsync((byte[])[0x0B, .. Encoding.UTF8.GetBytes(message), 0x1C, 0x0D], Ct);
                var answer = await AnswerAsync(stream);
                Assert.DoesNotContain(Family, answer, StringComparison.Ordinal);
                codes.Add(Code().Match(answer).Groups[1].Value);
            }
        return codes;
    }

    private static IEnumerable<string> MessagesOf(int i)
    {
        var (name, id, local) = ($"{Family}{i}^某", SampleMessages.IdNumber(i), $"CANARYMRN{i:0000}");
        string Control(string kind) => kind + i.ToString(CultureInfo.InvariantCulture);
        string Good(string control, string facility = HubFolder.Township) => SampleMessages.OruR01(
            2, facility, control, local, name, id, order: $"CANARYORD{i:0000}");
        yield return Good(Control("G"));
        yield return Good(id); // a sender that uses the identity number as MSH-10
        yield return Good(Control("R"), "NOBODY");
        yield return Good(Control("V")).Replace("|NM|T001", "|XX|T001", StringComparison.Ordinal)
            .Replace("||100|", $"||{Family}{id}|", StringComparison.Ordinal);
        yield return Good(Control("D")).Replace("|19800101|", $"|{Family}|", StringComparison.Ordinal)
            .Replace("OBR|1|", $"OBR|{Family}{Phone}|", StringComparison.Ordinal);
        yield return Good(Control("P")).Replace("PID|1||", $"PID|1|||{Family}|", StringComparison.Ordinal)
            .Replace("ORU^R01^ORU_R01", $"{Family}^{id}", StringComparison.Ordinal);
        yield return SampleMessages.Adt("A04", HubFolder.Township, Control("A"), local, name, id)
            .Replace("PID|", "PIX|", StringComparison.Ordinal);
    }

    private static async Task<string> AnswerAsync(NetworkStream stream)
    {
        var (buffer, text) = (new byte[8192], new StringBuilder());
        while (!text.ToString().Contains('\u001c', StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, Ct);
            if (read == 0)
                break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        return text.ToString();
    }

    private static async Task AskFhirAsync(HttpClient http, string token)
    {
        var (name, id) = (Uri.EscapeDataString(Family + "1"), SampleMessages.IdNumber(1));
        string[] urls =
        [
            $"fhir/Patient?name={name}", $"fhir/Patient?identifier={id}", $"fhir/Patient?unknown={name}",
            $"fhir/Patient?birthdate={name}", $"fhir/Patient/{id}", $"fhir/{name}", $"fhir/Patient?phone={Phone}&_sort={name}",
            $"ops/messages/{name}", $"ops/api/{id}",
        ];
        string[] bodies =
        [
            $$"""{"resourceType":"Patient","name":[{"text":"{{Family}}1"}],"identifier":[{"value":"{{id}}"}]}""",
            $$"""{"resourceType":"Patient","birthDate":"{{Family}}","gender":"{{id}}"}""",
            $$"""{"resourceType":"{{Family}}"}""", $"{{{Family}{id}",
            $$"""{"resourceType":"Observation","valueQuantity":{"value":"{{Family}}"},"{{Phone}}":1}""",
        ];
        foreach (var bearer in (string?[])[token, null, id])
        {
            foreach (var url in urls)
                (await SendAsync(http, new(HttpMethod.Get, url), bearer)).Dispose();
            foreach (var body in bodies)
                foreach (var type in (string[])["application/fhir+json", "text/csv"])
                    (await SendAsync(http, new(HttpMethod.Post, "fhir/Patient")
                    {
                        Content = new StringContent(body, Encoding.UTF8, type),
                    }, bearer)).Dispose();
        }
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, string? bearer)
    {
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        return http.SendAsync(request, Ct);
    }

    private static async Task<List<(string Name, string Text)>> PagesAsync(HttpClient http)
    {
        var found = new List<(string, string)>();
        foreach (var page in Pages)
            found.Add((page, WebUtility.HtmlDecode(await http.GetStringAsync(new Uri(page, UriKind.Relative), Ct))));
        var ids = Guids().Matches(found.Single(f => f.Item1.StartsWith("ops/api/ledger?limit", StringComparison.Ordinal)).Item2);
        foreach (var id in ids.Select(m => m.Value).Distinct().Take(20))
            foreach (var page in (string[])[$"ops/api/trace/{id}", $"ops/trace?id={id}"])
            {
                using var answer = await http.GetAsync(new Uri(page, UriKind.Relative), Ct);
                found.Add((page, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct))));
            }
        return found;
    }

    private static IEnumerable<string> Leaks(string place, string text)
    {
        string[] canaries =
        [
            Family, Uri.EscapeDataString(Family), JsonSerializer.Serialize(Family).Trim('"'), Phone, "CANARYMRN",
            .. Enumerable.Range(0, People).Select(SampleMessages.IdNumber),
        ];
        foreach (var canary in canaries)
            foreach (var line in text.Split('\n').Where(l => l.Contains(canary, StringComparison.OrdinalIgnoreCase)).Take(2))
            {
                var from = Math.Max(0, line.IndexOf(canary, StringComparison.OrdinalIgnoreCase) - 150);
                yield return $"{place}: {canary}: {line.Substring(from, Math.Min(400, line.Length - from))}";
            }
    }

    private static void AssertJournalIsSealed(string data)
    {
        foreach (var file in Directory.EnumerateFiles(data, "gateway.db*"))
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Family)) < 0, $"{file} holds a name");
    }

    [GeneratedRegex(@"MSA\|(A[AER])")]
    private static partial Regex Code();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Guids();
}
