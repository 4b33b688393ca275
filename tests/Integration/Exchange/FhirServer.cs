using System.Net.Http.Headers;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>The FHIR API on a real Kestrel over a SQLite file with a few resources in it.</summary>
public sealed class FhirServer : IAsyncLifetime
{
    private readonly SqliteFolder folder = new();
    private WebApplication? app;

    /// <summary>Client with a valid token of the town.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <summary>Client without a token.</summary>
    public HttpClient Anonymous { get; private set; } = new();

    /// <summary>Patient id of the seeded resident.</summary>
    public string PatientId { get; private set; } = "";

    internal IServiceProvider Services => app!.Services;

    public async ValueTask InitializeAsync()
    {
        var database = await folder.NewAsync();
        app = await FhirHost.StartAsync(ExchangeRig.Options(database));
        Anonymous = new() { BaseAddress = new Uri(app.Urls.Single() + "/fhir/") };
        Client = new() { BaseAddress = Anonymous.BaseAddress };
        var token = await Services.GetRequiredService<ClientTokens>()
            .IssueAsync("town", "test", TimeSpan.FromHours(1), CancellationToken.None);
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await SeedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Anonymous.Dispose();
        if (app is not null)
            await app.DisposeAsync();
        folder.Dispose();
    }

    private async Task SeedAsync()
    {
        var his = new Hospital("town", "M1", "11010519491231002X");
        var messages = Enumerable.Range(1, 5).Select(i => his.Result($"L{i}", 100 + i)).ToList();
        messages.Add(his.Result("L1", 99, "corrected"));
        var intake = Services.GetRequiredService<IntakeDesk>();
        await intake.TakeAsync([.. messages.Select(IntakeItem.Of)], CancellationToken.None);
        using var found = System.Text.Json.JsonDocument.Parse(await Client.GetStringAsync("Patient"));
        PatientId = found.RootElement.GetProperty("entry")[0].GetProperty("resource").GetProperty("id").GetString()!;
    }
}
