using System.Data.Common;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Faults of the database, not of a message: wait and try again, never a dead letter.</summary>
internal static class Outage
{
    public static bool Is(Exception fault) => Transient.Is(fault) || (fault is DbException db && IsServerSide(db));

    // PostgreSQL classes: 08 connection, 40 rollback, 53 resources (disk, memory, connections), 55 not ready,
    // 57 operator, 58 system error. SQLite: 5 busy, 6 locked, 10 input/output, 13 full, 14 cannot open.
    private static bool IsServerSide(DbException fault) => fault.SqlState is { Length: 5 } state
        ? state[..2] is "08" or "40" or "53" or "55" or "57" or "58"
        : (fault.ErrorCode & 0xff) is 5 or 6 or 10 or 13 or 14;
}
