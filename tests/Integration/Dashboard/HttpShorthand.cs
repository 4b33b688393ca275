using System.Net.Http.Json;
using System.Text.Json;

namespace IntegrationHub.Integration.Dashboard;

/// <summary>Requests as the desk's readers send them.</summary>
internal static class HttpShorthand
{
    public static async Task<string> GetStringOfAnyAsync(this HttpClient client, string address, CancellationToken ct) =>
        await (await client.GetAsync(address, ct)).Content.ReadAsStringAsync(ct);

    public static async Task<(int Status, JsonElement Body)> JsonAsync(
        this HttpClient client, string address, CancellationToken ct)
    {
        var response = await client.GetAsync(address, ct);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(ct));
    }

    /// <summary>Content, opened for a reason as a script gives it.</summary>
    public static async Task<(int Status, JsonElement Body)> ContentAsync(
        this HttpClient client, string address, CancellationToken ct, string reason = "查看停止原因，修正格式错误")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address)
        {
            Headers = { { "X-Ops-Reason", Uri.EscapeDataString(reason) } },
        };
        var response = await client.SendAsync(request, ct);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(ct));
    }

    /// <summary>A page; one with content is opened for a reason.</summary>
    public static async Task<string> PageAsync(this HttpClient client, string address, CancellationToken ct) =>
        address.StartsWith("/ops/messages/", StringComparison.Ordinal)
            ? await (await client.FormAsync(address, ct, ("reason", "查看停止原因，修正格式错误"))).Content.ReadAsStringAsync(ct)
            : await client.GetStringAsync(address, ct);

    /// <summary>A script's POST: with the header that no foreign form can send.</summary>
    public static async Task<(int Status, JsonElement Body)> CommandAsync(
        this HttpClient client, string address, object? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = body is null ? null : JsonContent.Create(body),
            Headers = { { "X-Ops-Request", "1" } },
        };
        var response = await client.SendAsync(request, ct);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(ct));
    }

    /// <summary>A browser's form on one of our pages.</summary>
    public static async Task<HttpResponseMessage> FormAsync(
        this HttpClient client, string address, CancellationToken ct, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
            Headers = { { "Origin", client.BaseAddress!.GetLeftPart(UriPartial.Authority) } },
        };
        return await client.SendAsync(request, ct);
    }

    public static IEnumerable<string?> Paths(this JsonElement refusal) =>
        refusal.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("path").GetString());
}
