using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using IntegrationHub.Hub.Demo;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary>Talks to the operations desk of a running hub.</summary>
internal sealed class DeskClient : IDisposable
{
    private const string Usual = "http://127.0.0.1:8080";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly ParseResult run;

    private DeskClient(ParseResult run, Uri hub, string? token)
    {
        this.run = run;
        http = new() { BaseAddress = hub, Timeout = Patience };
        http.DefaultRequestHeaders.Add("X-Ops-Request", "1"); // says to the desk: a script, not another site's form
        if (!string.IsNullOrEmpty(token))
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The hub the options name, else the demo of this folder, else the usual address.</summary>
    public static DeskClient Open(ParseResult run, Option<string?> hub, Option<string?> token)
    {
        var text = run.GetValue(hub) ?? DemoFile.HubOf(DemoVerb.DefaultFolder) ?? Usual;
        return new(run, new Uri(text.TrimEnd('/') + "/"), run.GetValue(token));
    }

    /// <summary>Asks and passes the answer on; says what went wrong otherwise.</summary>
    public Task<int> GetAsync(string path, Func<JsonElement, int> print, CancellationToken ct) =>
        SendAsync(() => http.GetAsync(path, ct), print, ct);

    public Task<int> PostAsync(string path, object body, Func<JsonElement, int> print, CancellationToken ct) =>
        SendAsync(() => http.PostAsJsonAsync(path, body, ct), print, ct);

    public void Dispose() => http.Dispose();

    private async Task<int> SendAsync(Func<Task<HttpResponseMessage>> ask, Func<JsonElement, int> print,
        CancellationToken ct)
    {
        try
        {
            using var answer = await ask();
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
            return answer.IsSuccessStatusCode ? print(body)
                : run.Fail(Code(answer), Reasons(body, (int)answer.StatusCode));
        }
        catch (HttpRequestException e)
        {
            return run.Fail(ExitCode.Unreachable,
                $"No hub answers at {http.BaseAddress} ({e.Message}). --hub URL names another.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return run.Fail(ExitCode.Unreachable,
                $"The hub at {http.BaseAddress} did not answer within {Patience.TotalSeconds:0} s.");
        }
        catch (JsonException)
        {
            return run.Fail(ExitCode.Unreachable,
                $"What answers at {http.BaseAddress} is no hub with an operations desk.");
        }
    }

    private static int Code(HttpResponseMessage answer) =>
        (int)answer.StatusCode >= 500 ? ExitCode.Unreachable : ExitCode.Fault;

    private static IEnumerable<string> Reasons(JsonElement body, int status) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("errors", out var errors)
            ? errors.EnumerateArray().Select(Reason)
            : [$"The hub answered {status}."];

    /// <summary>One <c>HubError</c> as a line.</summary>
    public static string Reason(JsonElement error) =>
        (error.TryGetProperty("path", out var path) && path.ValueKind == JsonValueKind.String ? path.GetString()
            + ": " : "")
        + error.GetProperty("text").GetString();
}
