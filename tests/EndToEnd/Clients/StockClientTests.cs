using System.Diagnostics;
using Hl7.Fhir.Model;
using Hl7.Fhir.Rest;
using IntegrationHub.Shared.Processes;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.EndToEnd.Clients;

/// <summary>FHIR clients as published, against the built executable.</summary>
public abstract class StockClientTests(FhirHub hub)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("fhir-kit-client")]
    [InlineData("fhirclient")]
    [InlineData("@medplum/core")]
    public async Task An_npm_client_works_unmodified(string client)
    {
        var folder = await NpmFolder.RestoreAsync(Path.Combine(RepositoryRoot.Path, "tests", "EndToEnd", "Clients"), Ct);
        var start = new ProcessStartInfo("node", ["clients.mjs", client, hub.Fhir.ToString().TrimEnd('/'), hub.Token])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var said = await Task.WhenAll(node.StandardOutput.ReadToEndAsync(Ct), node.StandardError.ReadToEndAsync(Ct));
        await node.WaitForExitAsync(Ct);

        Assert.True(node.ExitCode == 0, string.Join('\n', said));
        Assert.EndsWith("all well", said[0].TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dotnet_client_works_unmodified()
    {
        using var http = hub.NewClient();
        using var client = new FhirClient(hub.Fhir, http, new FhirClientSettings
        {
            PreferredFormat = ResourceFormat.Json,
            ReturnPreference = ReturnPreference.Representation,
            VerifyFhirVersion = true,
        });
        var number = Guid.NewGuid().ToString("N");
        Patient Person() => new() { Identifier = [new("http://clients.example/number", number)], Name = [new() { Text = "周三" }] };

        var made = (await client.CreateAsync(Person(), Ct))!;
        var same = (await client.ConditionalCreateAsync(
            Person(), new SearchParams().Where($"identifier=http://clients.example/number|{number}"), Ct))!;
        made.Active = true;
        var updated = (await client.UpdateAsync(made, versionAware: true, ct: Ct))!;
        var history = (await client.HistoryAsync($"Patient/{made.Id}", ct: Ct))!;
        var first = (await client.ReadAsync<Patient>($"Patient/{made.Id}/_history/1", ct: Ct))!;
        var found = (await client.SearchAsync<Patient>([$"identifier=http://clients.example/number|{number}"], ct: Ct))!;
        var stale = await Assert.ThrowsAsync<FhirOperationException>(() => client.UpdateAsync(first, versionAware: true, ct: Ct));
        var transaction = new TransactionBuilder(hub.Fhir.ToString(), Bundle.BundleType.Transaction)
            .Read("Patient", made.Id!).Create(new Observation
            {
                Status = ObservationStatus.Final,
                Code = new("http://loinc.org", "718-7"),
                Subject = new($"Patient/{made.Id}"),
            }).ToBundle();
        var answer = (await client.TransactionAsync(transaction, Ct))!;
        var validated = await client.ValidateResourceAsync(Person(), ct: Ct);
        await client.DeleteAsync($"Patient/{made.Id}", ct: Ct);
        var gone = await Assert.ThrowsAsync<FhirOperationException>(() => client.ReadAsync<Patient>($"Patient/{made.Id}", ct: Ct));

        Assert.Equal(made.Id, same.Id);
        Assert.Equal(("2", true), (updated.Meta!.VersionId, updated.Active));
        Assert.Equal(2, history.Entry.Count);
        Assert.Null(first.Active);
        Assert.Equal(made.Id, Assert.Single(found.Entry).Resource!.Id);
        Assert.Equal(System.Net.HttpStatusCode.PreconditionFailed, stale.Status);
        Assert.Equal(["200", "201"], answer.Entry.Select(e => e.Response!.Status![..3]));
        Assert.True(validated!.Success);
        Assert.Equal(System.Net.HttpStatusCode.Gone, gone.Status);
    }
}

/// <summary>On the embedded database.</summary>
public sealed class StockClientsEmbedded(EmbeddedFhirHub hub) : StockClientTests(hub), IClassFixture<EmbeddedFhirHub>;

/// <summary>On PostgreSQL.</summary>
public sealed class StockClientsOnPostgres(PostgresFhirHub hub) : StockClientTests(hub), IClassFixture<PostgresFhirHub>;
