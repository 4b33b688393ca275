using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace IntegrationHub.Store;

/// <summary>A PostgreSQL connection from the pool. Npgsql prepares statements that return (see
/// PostgresSource).</summary>
[SuppressMessage("Security", "CA2100", Justification = "Texts are constants or built from the search registry.")]
internal sealed class PostgresSession(NpgsqlConnection connection) : SqlSession
{
    private NpgsqlTransaction? transaction;

    public override bool IsPostgres => true;

    public override async Task<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, (string Name, object? Value)[] parameters, CancellationToken ct)
    {
        ct = Ends(ct); // Npgsql tells the server to stop
        await using var command = new NpgsqlCommand(sql, connection);
        Bind(command.Parameters, parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var result = new List<T>();
        while (await reader.ReadAsync(ct))
            result.Add(read(reader));
        return result;
    }

    public override async Task<int> ExecuteAsync(
        string sql, (string Name, object? Value)[] parameters, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        Bind(command.Parameters, parameters);
        return await command.ExecuteNonQueryAsync(ct);
    }

    public override Task<List<T>> QueryRowsAsync<T>(
        SqlTwins sql, Rows rows, Func<DbDataReader, T> read, CancellationToken ct) =>
        rows.Count == 0 ? Task.FromResult(new List<T>()) : QueryAsync(
            sql.Postgres, read, rows.Fixed.Length == 0 ? rows.Columns : [.. rows.Columns, .. rows.Fixed], ct);

    public override async Task<int[]> ExecuteRowsAsync(
        IReadOnlyList<(SqlTwins Sql, Rows Rows)> batch, CancellationToken ct)
    {
        await using var commands = new NpgsqlBatch(connection);
        var changed = new int[batch.Count];
        var places = new List<int>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Rows.Count == 0)
                continue;
            var command = new NpgsqlBatchCommand(batch[i].Sql.Postgres);
            Bind(command.Parameters, batch[i].Rows.Columns);
            Bind(command.Parameters, batch[i].Rows.Fixed);
            commands.BatchCommands.Add(command);
            places.Add(i);
        }

        if (places.Count == 0)
            return changed;
        await commands.ExecuteNonQueryAsync(ct);
        for (var i = 0; i < places.Count; i++)
            changed[places[i]] = checked((int)commands.BatchCommands[i].RecordsAffected);
        return changed;
    }

    public override async Task BeginAsync(CancellationToken ct) =>
        transaction = await connection.BeginTransactionAsync(ct); // travels with the first statement

    public override Task CommitAsync(CancellationToken ct) => transaction!.CommitAsync(ct);

    // Disposing rolls back what is not committed, and copes with a broken connection.
    public override async Task RollbackAsync()
    {
        if (transaction is not null)
            await transaction.DisposeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (transaction is not null)
            await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static void Bind(NpgsqlParameterCollection into, (string Name, object? Value)[] parameters)
    {
        foreach (var (name, value) in parameters)
            into.Add(new NpgsqlParameter(name.TrimStart('@'), SqlValues.ForPostgres(value)));
    }
}
