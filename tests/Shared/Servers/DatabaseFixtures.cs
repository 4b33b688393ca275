using Xunit;

namespace IntegrationHub.Shared.Servers;

/// <summary>An empty PostgreSQL database of its own for a test class.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    /// <summary>Connection string of the empty database.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var server = await PostgresServer.SharedAsync();
        ConnectionString = await server.CreateDatabaseAsync(CancellationToken.None);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A fresh folder for SQLite files of a test class.</summary>
public sealed class SqliteFixture : IDisposable
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("hub-sqlite-").FullName;

    /// <summary>A database file that does not exist yet.</summary>
    public string File => Path.Combine(Folder, "exchange.db");

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>An empty vhost of its own for a test class.</summary>
public sealed class RabbitMqFixture : IAsyncLifetime
{
    /// <summary>The amqp URI of the vhost, with user and password.</summary>
    public Uri Uri { get; private set; } = new("amqp://127.0.0.1");

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var server = await RabbitMqServer.SharedAsync();
        Uri = await server.CreateVhostAsync(CancellationToken.None);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
