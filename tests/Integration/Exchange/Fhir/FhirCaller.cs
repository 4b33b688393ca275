using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>What came back.</summary>
public sealed record FhirReply(int Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders Content)
{
    public string? ETag => Headers.ETag?.ToString();

    /// <summary>Path below the base, without a slash in front.</summary>
    public string Location => Headers.Location!.AbsolutePath["/fhir/".Length..];

    public string Id => Resource<Resource>().Id!;

    public OperationOutcome Outcome => Resource<OperationOutcome>();

    /// <summary>What the outcome says, in one line per issue: code and place.</summary>
    public IReadOnlyList<string> Issues =>
        [.. Outcome.Issue.Select(i => $"{i.Details?.Coding[0].Code} {i.Expression.FirstOrDefault()}".Trim())];

    public T Resource<T>()
        where T : Resource => FhirJson.Parse<Resource>(Body) as T
            ?? throw new InvalidOperationException($"{Status} {Body}");
}

/// <summary>A FHIR client made of plain HTTP, so that headers are what the tests say.</summary>
public sealed class FhirCaller(HttpClient client) : IDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Uri Base => client.BaseAddress!;

    public HttpClient Http => client;

    public Task<FhirReply> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync("GET", path, null, headers);

    public Task<FhirReply> PostAsync(string path, Resource body, params (string Name, string Value)[] headers) =>
        SendAsync("POST", path, FhirJson.Serialize(body), headers);

    public Task<FhirReply> PutAsync(string path, Resource body, params (string Name, string Value)[] headers) =>
        SendAsync("PUT", path, FhirJson.Serialize(body), headers);

    public Task<FhirReply> DeleteAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync("DELETE", path, null, headers);

    public Task<FhirReply> SendAsync(
        string method, string path, string? body, (string Name, string Value)[] headers,
        string contentType = "application/fhir+json") =>
        SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), headers, contentType);

    public async Task<FhirReply> SendAsync(
        string method, string path, byte[]? body, (string Name, string Value)[] headers, string contentType)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        request.Content?.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content!.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, Ct);
        return new(
            (int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct), response.Headers,
            response.Content.Headers);
    }

    /// <summary>Creates and expects it to work.</summary>
    public async Task<FhirReply> CreateAsync(Resource body)
    {
        var reply = await PostAsync(body.TypeName, body);
        Assert.Equal(201, reply.Status);
        return reply;
    }

    /// <summary>The patient comes to the caller's member, which sees the record from then on.</summary>
    public Task<FhirReply> CareForAsync(string patient) => CreateAsync(new Encounter
    {
        Status = Encounter.EncounterStatus.InProgress,
        Class = new(FhirNames.V3("ActCode"), "AMB"),
        Subject = new("Patient/" + patient),
    });

    public async Task<Bundle> BundleAsync(string path)
    {
        var reply = await GetAsync(path);
        Assert.Equal(200, reply.Status);
        return reply.Resource<Bundle>();
    }

    public void Dispose() => client.Dispose();

    public static JsonElement Json(string body) => JsonDocument.Parse(body).RootElement.Clone();
}
