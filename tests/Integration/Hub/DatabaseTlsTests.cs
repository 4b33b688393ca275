using IntegrationHub.Shared.Servers;
using IntegrationHub.Store;
using Npgsql;
using Xunit;

namespace IntegrationHub.Integration.Hub;

/// <summary>A real PostgreSQL with ssl=on: the right authority and name are needed, and nothing else will do.</summary>
public sealed class DatabaseTlsTests : IDisposable
{
    private readonly CertificateDesk desk = new();
    private readonly string folder = Directory.CreateTempSubdirectory("hub-pg-tls-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        desk.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_database_of_a_rogue_authority_or_under_another_name_hears_nothing_of_the_hub()
    {
        await using var server = await PostgresServer.StartLocalAsync(await SettingsAsync("localhost"), Ct);
        await using var misnamed = await PostgresServer.StartLocalAsync(await SettingsAsync("db.example"), Ct);

        Assert.Null(await RefusalAsync(server, desk.Servers.File));
        Assert.Contains("certificate", await RefusalAsync(server, desk.Rogue.File), StringComparison.Ordinal);
        Assert.Contains("certificate", await RefusalAsync(misnamed, desk.Servers.File), StringComparison.Ordinal);
        // The authorities of this machine did not sign it.
        Assert.Contains("certificate", await RefusalAsync(server, null), StringComparison.Ordinal);
    }

    // null: connected and answered.
    private static async Task<string?> RefusalAsync(PostgresServer server, string? root)
    {
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            Host = "localhost",
            SslMode = SslMode.VerifyFull,
            RootCertificate = root,
            Pooling = false,
        };
        await using var db = HubDb.Postgres(connection.ConnectionString, TimeProvider.System);
        try
        {
            await db.DatabaseTimeAsync(Ct);
            return null;
        }
        catch (NpgsqlException e)
        {
            return e.GetBaseException().Message;
        }
    }

    // The server takes a key of its own account only.
    private async Task<string[]> SettingsAsync(string name)
    {
        var leaf = desk.Leaf(name, desk.Servers, addressToo: false);
        var (certificate, key) = (Path.Combine(folder, name + ".crt"), Path.Combine(folder, name + ".key"));
        File.WriteAllText(certificate, leaf.Certificate.ExportCertificatePem());
        var pem = File.ReadAllText(leaf.File);
        File.WriteAllText(key, pem[pem.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)..]);
        await ServerProcess.RunAsync(new("chmod", ["600", key]), Ct);
        if (Environment.UserName == "root")
            await ServerProcess.RunAsync(new("chown", ["-R", "postgres", folder]), Ct);
        return ["ssl=on", $"ssl_cert_file={certificate}", $"ssl_key_file={key}"];
    }
}
