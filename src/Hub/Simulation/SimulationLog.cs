namespace IntegrationHub.Hub.Simulation;

/// <summary>What simulated hospitals log; the numbers are listed in docs/events.md.</summary>
internal static partial class SimulationLog
{
    [LoggerMessage(EventId = 5201, Level = LogLevel.Debug,
        Message = "Simulated system of {Member} got no answer: {Reason}")]
    public static partial void NotAnswered(ILogger log, string member, string reason);

    [LoggerMessage(EventId = 5202, Level = LogLevel.Warning,
        Message = "A message of the simulated system of {Member} was refused")]
    public static partial void Refused(ILogger log, string member);

    [LoggerMessage(EventId = 5203, Level = LogLevel.Error,
        Message = "Simulated system of {Member} cannot listen on port {Port}: {Reason}")]
    public static partial void CannotListen(ILogger log, string member, int port, string reason);
}
