namespace IntegrationHub.Integration.Exchange;

/// <summary>SQLite databases of a test class, deleted with it.</summary>
public sealed class SqliteFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-exchange-").FullName;

    public Task<(string? Postgres, string? Sqlite)> NewAsync() =>
        Task.FromResult<(string?, string?)>((null, Path.Combine(folder, Guid.NewGuid().ToString("N") + ".db")));

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
