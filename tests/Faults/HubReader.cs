using System.Net.Http.Headers;
using System.Text.Json;
using IntegrationHub.Shared.Processes;

namespace IntegrationHub.Faults;

/// <summary>What the checker may use: the public doors, like any client.</summary>
internal sealed class HubReader : IDisposable
{
    private readonly IReadOnlyList<HttpClient> members;

    private HubReader(IReadOnlyList<HttpClient> members) => this.members = members;

    /// <summary>Asks the executable for a token of each member, as an administrator does: each sees what it keeps.</summary>
    public static async Task<HubReader> OpenAsync(
        HubFolder hub, IReadOnlyDictionary<string, string> secrets, CancellationToken ct) => new(
        [await OpenAsync(hub, "county", secrets, ct), await OpenAsync(hub, "township", secrets, ct)]);

    private static async Task<HttpClient> OpenAsync(
        HubFolder hub, string member, IReadOnlyDictionary<string, string> secrets, CancellationToken ct)
    {
        await using var issue = new HubProcess(["token", "--member", member, "--config", hub.Path], null, secrets);
        await issue.StartAsync(ct);
        if (await issue.WaitForExitAsync(ct) != 0)
            throw new InvalidOperationException("hub token failed: " + issue.Output);
        var http = new HttpClient { BaseAddress = hub.Http, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", issue.Output.Split('\n').Last(l => l.Trim().Length > 20).Trim());
        return http;
    }

    /// <summary>Waits until the gateway answers and every message is stored or dead.</summary>
    /// <returns>Messages per state.</returns>
    public async Task<IReadOnlyDictionary<string, long>> DrainedAsync(CancellationToken ct)
    {
        while (true)
        {
            using var page = await GetAsync(members[0], "/ops/api/ledger?limit=1", ct);
            var totals = page.RootElement.GetProperty("totals").EnumerateObject()
                .ToDictionary(p => p.Name, p => p.Value.GetInt64());
            var heard = page.RootElement.GetProperty("silent").GetArrayLength() == 0 && totals.Count > 0;
            if (heard && totals.Where(t => t.Key is not ("stored" or "dead")).All(t => t.Value == 0))
                return totals;
            await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
        }
    }

    /// <summary>What the hub says about a message, for the report of a failed test.</summary>
    public async Task<string> TraceAsync(string controlId, CancellationToken ct)
    {
        using var trace = await GetAsync(members[0], "/ops/api/trace/" + controlId, ct);
        var found = await AllAsync($"DiagnosticReport?identifier=F{controlId}", ct);
        return $"{trace.RootElement} search: {found.Count}";
    }

    /// <summary>Every resource somebody sees, all pages, each version once.</summary>
    public async Task<IReadOnlyList<JsonElement>> AllAsync(string query, CancellationToken ct)
    {
        var found = new List<JsonElement>();
        foreach (var member in members)
            found.AddRange(await AllAsync(member, query, ct));
        return [.. found.DistinctBy(r => (
            r.GetProperty("id").GetString(), r.GetProperty("meta").GetProperty("versionId").GetString()))];
    }

    private static async Task<IReadOnlyList<JsonElement>> AllAsync(HttpClient member, string query, CancellationToken ct)
    {
        var found = new List<JsonElement>();
        for (string? url = "/fhir/" + query; url is not null;)
        {
            using var page = await GetAsync(member, url, ct);
            if (page.RootElement.GetProperty("resourceType").GetString() == "OperationOutcome")
                return found; // not there, for this member
            if (page.RootElement.TryGetProperty("entry", out var entries))
                found.AddRange(entries.EnumerateArray().Select(e => e.GetProperty("resource").Clone()));
            url = page.RootElement.GetProperty("link").EnumerateArray()
                .Where(l => l.GetProperty("relation").GetString() == "next")
                .Select(l => l.GetProperty("url").GetString()).FirstOrDefault();
        }

        return found;
    }

    public void Dispose()
    {
        foreach (var member in members)
            member.Dispose();
    }

    // The first request after a restart may meet a connection of the old process: asked again until the test gives up.
    private static async Task<JsonDocument> GetAsync(HttpClient http, string url, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(url, ct);
                var text = await answer.Content.ReadAsStringAsync(ct);
                if (answer.IsSuccessStatusCode || (int)answer.StatusCode == 404)
                    return JsonDocument.Parse(text);
                if ((int)answer.StatusCode < 500)
                    throw new InvalidOperationException($"GET {url}: {(int)answer.StatusCode} {text}");
            }
            catch (HttpRequestException)
            {
                ct.ThrowIfCancellationRequested();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }
    }
}
