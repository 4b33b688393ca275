using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Faults of the database, not of a message: wait and try again, never a dead letter.</summary>
internal static class Outage
{
    public static bool Is(Exception fault) => Transient.IsOutage(fault);
}
