using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Testcontainers.PostgreSql;

namespace IntegrationHub.Shared.Servers;

/// <summary>A real PostgreSQL: <c>HUB_TEST_POSTGRES</c>, else a container, else the binaries of this machine.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(() => StartAsync(CancellationToken.None));
    private static int databases;

    private PostgreSqlContainer? container;

    private PostgresServer(string connectionString) => ConnectionString = connectionString;

    /// <summary>Connection string of a superuser, database <c>postgres</c>.</summary>
    public string ConnectionString { get; private set; }

    /// <summary>The process, when it runs from this machine's binaries.</summary>
    public ServerProcess? Process { get; private init; }

    /// <summary>The server all tests of this process share.</summary>
    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>A server by the ladder above.</summary>
    public static async Task<PostgresServer> StartAsync(CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("HUB_TEST_POSTGRES") is { Length: > 0 } given)
            return new(given);
        if (!DockerEngine.Answers)
            return await StartLocalAsync(ct);
        var container = new PostgreSqlBuilder("postgres:17").Build();
        await container.StartAsync(ct);
        return new(container.GetConnectionString()) { container = container };
    }

    /// <summary>A server of this machine's binaries in a temporary folder.</summary>
    public static Task<PostgresServer> StartLocalAsync(CancellationToken ct) => StartLocalAsync([], ct);

    /// <summary>The same with settings of its own, e.g. <c>ssl=on</c>.</summary>
    public static async Task<PostgresServer> StartLocalAsync(IReadOnlyList<string> settings, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("hub-postgres-").FullName;
        var (data, port) = (Path.Combine(folder, "data"), ServerProcess.FreePort());
        if (Environment.UserName == "root")
            await ServerProcess.RunAsync(new("chown", ["postgres", folder]), ct);
        await ServerProcess.RunAsync(
            Command("initdb", "-D", data, "-U", "hub", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"), ct);
        string[] arguments =
        [
            "-D", data, "-k", folder, "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture),
            "-c", "max_connections=200", .. settings.SelectMany<string, string>(s => ["-c", s]),
        ];
        var process = new ServerProcess(Command("postgres", arguments));
        process.Start();
        var server = new PostgresServer(
            $"Host=127.0.0.1;Port={port};Database=postgres;Username=hub;Password=not-a-default;Include Error Detail=false")
        {
            Process = process,
        };
        await server.WaitAsync(ct);
        return server;
    }

    /// <summary>Waits until it takes connections.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                await connection.OpenAsync(ct);
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
            }
        }
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(CancellationToken ct)
    {
        var name = string.Create(CultureInfo.InvariantCulture,
            $"hub_{Environment.ProcessId}_{Interlocked.Increment(ref databases)}");
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(ct);
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync(ct);
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Process?.Dispose();
        if (container is not null)
            await container.DisposeAsync();
    }

    // The server refuses to run as root; setpriv replaces itself with it, so the pid is the server's own.
    private static ProcessStartInfo Command(string binary, params string[] arguments)
    {
        var path = Directory.GetDirectories("/usr/lib/postgresql").Order().Select(d => Path.Combine(d, "bin", binary))
            .LastOrDefault(File.Exists) ?? throw new InvalidOperationException(
                "No PostgreSQL: set HUB_TEST_POSTGRES, start Docker, or run tests/run.sh, which installs it.");
        return Environment.UserName == "root"
            ? new("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : new(path, arguments);
    }
}
