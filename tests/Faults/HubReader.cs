using System.Net.Http.Headers;
using System.Text.Json;
using IntegrationHub.Shared.Processes;

namespace IntegrationHub.Faults;

/// <summary>What the checker may use: the public doors, like any client.</summary>
internal sealed class HubReader : IDisposable
{
    private readonly HttpClient http;

    private HubReader(HttpClient http) => this.http = http;

    /// <summary>Asks the executable for a token, as an administrator does.</summary>
    public static async Task<HubReader> OpenAsync(
        HubFolder hub, IReadOnlyDictionary<string, string> secrets, CancellationToken ct)
    {
        await using var issue = new HubProcess(["token", "--member", "county", "--config", hub.Path], null, secrets);
        await issue.StartAsync(ct);
        if (await issue.WaitForExitAsync(ct) != 0)
            throw new InvalidOperationException("hub token failed: " + issue.Output);
        var http = new HttpClient { BaseAddress = hub.Http, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", issue.Output.Split('\n').Last(l => l.Trim().Length > 20).Trim());
        return new(http);
    }

    /// <summary>Messages per state in the ledger of all gateways.</summary>
    public async Task<IReadOnlyDictionary<string, long>> LedgerAsync(CancellationToken ct)
    {
        using var page = await GetAsync("/ops/api/ledger?limit=1", ct);
        return page.RootElement.GetProperty("totals").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64());
    }

    /// <summary>Waits until every message is stored or dead.</summary>
    public async Task<IReadOnlyDictionary<string, long>> DrainedAsync(CancellationToken ct)
    {
        while (true)
        {
            var totals = await LedgerAsync(ct);
            if (totals.Where(t => t.Key is not ("stored" or "dead")).All(t => t.Value == 0))
                return totals;
            await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
        }
    }

    /// <summary>Every resource of a type, all pages.</summary>
    public async Task<IReadOnlyList<JsonElement>> AllAsync(string query, CancellationToken ct)
    {
        var found = new List<JsonElement>();
        for (string? url = "/fhir/" + query; url is not null;)
        {
            using var page = await GetAsync(url, ct);
            if (page.RootElement.TryGetProperty("entry", out var entries))
                found.AddRange(entries.EnumerateArray().Select(e => e.GetProperty("resource").Clone()));
            url = page.RootElement.GetProperty("link").EnumerateArray()
                .Where(l => l.GetProperty("relation").GetString() == "next")
                .Select(l => l.GetProperty("url").GetString()).FirstOrDefault();
        }

        return found;
    }

    public void Dispose() => http.Dispose();

    // The first request after a restart may meet a connection of the old process: asked again until the test gives up.
    private async Task<JsonDocument> GetAsync(string url, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(url, ct);
                var text = await answer.Content.ReadAsStringAsync(ct);
                if (answer.IsSuccessStatusCode)
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
