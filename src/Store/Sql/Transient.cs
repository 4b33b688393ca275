using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace IntegrationHub.Store;

/// <summary>Faults after which the same transaction may well succeed.</summary>
public static class Transient
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;

    /// <summary>True for collisions, deadlocks, a server going down or away, and timeouts.</summary>
    public static bool Is(Exception fault) => fault switch
    {
        PostgresException server => IsState(server),
        NpgsqlException client => client.IsTransient || client.InnerException is IOException or SocketException
            or TimeoutException,
        SqliteException file => file.SqliteErrorCode is SqliteBusy or SqliteLocked,
        TimeoutException => true,
        _ => false,
    };

    // 40001 serialization, 40P01 deadlock, 55P03 lock timeout, 57P0x server ends or starts, 08xxx connection,
    // 25P03 idle too long; a unique violation on the resource itself is two first writers of one id.
    private static bool IsState(PostgresException fault) =>
        fault.SqlState is "40001" or "40P01" or "55P03" or "57P01" or "57P02" or "57P03" or "25P03"
        || fault.SqlState.StartsWith("08", StringComparison.Ordinal)
        || (fault.SqlState == PostgresErrorCodes.UniqueViolation && fault.ConstraintName == "resource_pkey");

    /// <summary>True for faults of the database itself: not there, full, out of connections. A wrong statement is
    /// none.</summary>
    /// <remarks>
    /// PostgreSQL classes: 08 connection, 40 rollback, 53 resources (disk, memory, connections), 55 not ready,
    /// 57 operator, 58 system error. SQLite: 5 busy, 6 locked, 10 input/output, 13 full, 14 cannot open.
    /// </remarks>
    public static bool IsOutage(Exception fault) => Is(fault) || fault switch
    {
        SqliteException file => file.SqliteErrorCode is 5 or 6 or 10 or 13 or 14,
        PostgresException server => server.SqlState[..2] is "08" or "40" or "53" or "55" or "57" or "58",
        _ => false,
    };
}
