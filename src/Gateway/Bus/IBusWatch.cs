namespace IntegrationHub.Gateway.Bus;

/// <summary>Drops the connection to the broker and makes a new one. The hub that hosts the bus implements it.</summary>
public interface IBusWatch
{
    /// <summary>Nothing was confirmed for too long: restart the bus. Returns when the restart was begun.</summary>
    Task RestartAsync(string reason, CancellationToken ct);
}
