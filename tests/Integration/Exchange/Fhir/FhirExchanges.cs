using System.Net.Http.Headers;
using IntegrationHub.Exchange;
using IntegrationHub.Shared.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Exchanges with a FHIR API over one empty database.</summary>
public interface IFhirExchanges
{
    /// <summary>One caller per exchange, each a client of the town.</summary>
    IReadOnlyList<FhirCaller> Towns { get; }

    /// <summary>A client of the county.</summary>
    FhirCaller County { get; }

    /// <summary>A client of the town that may expunge and administer.</summary>
    FhirCaller Operator { get; }

    /// <summary>Services of each exchange.</summary>
    IReadOnlyList<IServiceProvider> Services { get; }

    /// <summary>What they write to.</summary>
    IntegrationHub.Store.HubDb Db { get; }
}

public abstract class FhirExchanges : IFhirExchanges, IAsyncLifetime
{
    private readonly List<WebApplication> apps = [];

    public IReadOnlyList<FhirCaller> Towns { get; private set; } = [];

    public FhirCaller County { get; private set; } = null!;

    public FhirCaller Operator { get; private set; } = null!;

    public IReadOnlyList<IServiceProvider> Services => [.. apps.Select(a => a.Services)];

    public IntegrationHub.Store.HubDb Db => apps[0].Services.GetRequiredService<IntegrationHub.Store.HubDb>();

    protected abstract int Exchanges { get; }

    public async ValueTask InitializeAsync()
    {
        var options = ExchangeRig.Options(await DatabaseAsync()) with
        {
            Fhir = new() { AllowedOrigins = ["https://portal.test"], BodyLimit = 4 * 1024 * 1024 },
        };
        for (var i = 0; i < Exchanges; i++)
            apps.Add(await FhirHost.StartAsync(options));
        var tokens = apps[0].Services.GetRequiredService<ClientTokens>();
        var town = await tokens.IssueAsync("town", "test", TimeSpan.FromHours(1), CancellationToken.None);
        Towns = [.. apps.Select(a => Caller(a, town))];
        County = Caller(apps[0], await tokens.IssueAsync(
            "county", "test", TimeSpan.FromHours(1), CancellationToken.None));
        Operator = Caller(apps[0], await tokens.IssueAsync(
            "town", "operator", ClientRights.All, TimeSpan.FromHours(1), CancellationToken.None));
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var caller in Towns.Append(County).Append(Operator))
            caller.Dispose();
        foreach (var app in apps)
            await app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<(string? Postgres, string? Sqlite)> DatabaseAsync();

    private static FhirCaller Caller(WebApplication app, string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single() + "/fhir/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new(client);
    }
}

public sealed class SqliteFhir : FhirExchanges
{
    private readonly SqliteFolder folder = new();

    protected override int Exchanges => 1;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    protected override Task<(string? Postgres, string? Sqlite)> DatabaseAsync() => folder.NewAsync();
}

public sealed class PostgresFhir : FhirExchanges
{
    protected override int Exchanges => 2;

    protected override async Task<(string? Postgres, string? Sqlite)> DatabaseAsync()
    {
        var server = await PostgresServer.SharedAsync();
        return (await server.CreateDatabaseAsync(CancellationToken.None), null);
    }
}
