using System.Net.Http.Headers;
using IntegrationHub.Shared.Processes;
using IntegrationHub.Shared.Servers;
using Xunit;

namespace IntegrationHub.EndToEnd.Clients;

/// <summary>The built executable with a token, for clients of the FHIR API.</summary>
public abstract class FhirHub(bool postgres) : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-fhir-").FullName;
    private HubProcess? hub;

    /// <summary>Address of the API.</summary>
    public Uri Fhir { get; private set; } = null!;

    /// <summary>Bearer token of the county hospital.</summary>
    public string Token { get; private set; } = "";

    /// <summary>A client that sends the token.</summary>
    public HttpClient NewClient() => new()
    {
        BaseAddress = new(Fhir + "/"),
        Timeout = TimeSpan.FromMinutes(2),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) },
    };

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var secrets = new Dictionary<string, string>();
        if (postgres)
            secrets["HUB_PG"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync(default);
        var at = HubFolder.Write(folder, HubPorts.Free(), postgres, rabbitMq: null);
        await using var issue = new HubProcess(["token", "--member", "county", "--config", at.Path], null, secrets);
        await issue.StartAsync(default);
        if (await issue.WaitForExitAsync(default) != 0)
            throw new InvalidOperationException("hub token failed: " + issue.Output);
        Token = issue.Output.Split('\n').Last(l => l.Trim().Length > 20).Trim();
        hub = new(["run", "--config", at.Path], new(at.Http, "/health/ready"), secrets);
        await hub.StartAsync(default);
        Fhir = new(at.Http, "fhir");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (hub is not null)
            await hub.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>SQLite.</summary>
public sealed class EmbeddedFhirHub() : FhirHub(postgres: false);

/// <summary>PostgreSQL.</summary>
public sealed class PostgresFhirHub() : FhirHub(postgres: true);
