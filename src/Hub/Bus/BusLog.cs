namespace IntegrationHub.Hub.Bus;

/// <summary>What the bus host logs; the numbers are listed in docs/events.md.</summary>
internal static partial class BusLog
{
    [LoggerMessage(EventId = 5101, Level = LogLevel.Information,
        Message = "Broker {Address} answers, {Queues} queues are declared")]
    public static partial void Declared(ILogger log, string address, int queues);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Warning,
        Message = "Broker {Address} cannot be reached ({Reason}); tried again every {Seconds} s, nothing is lost")]
    public static partial void Unreachable(ILogger log, string address, string reason, int seconds);

    [LoggerMessage(EventId = 5103, Level = LogLevel.Critical,
        Message = "Broker {Address} refuses what the hub needs: {Reason}")]
    public static partial void Refused(ILogger log, string address, string reason);

    [LoggerMessage(EventId = 5104, Level = LogLevel.Error, Message = "Cut {Count} connections to the broker: {Reason}")]
    public static partial void ConnectionCut(ILogger log, int count, string reason);

    [LoggerMessage(EventId = 5105, Level = LogLevel.Warning, Message = "The broker blocks publishers: {Reason}")]
    public static partial void Blocked(ILogger log, string reason);

    [LoggerMessage(EventId = 5106, Level = LogLevel.Information, Message = "The broker accepts publishers again")]
    public static partial void Unblocked(ILogger log);

    [LoggerMessage(EventId = 5107, Level = LogLevel.Warning,
        Message = "Broker {Address} runs RabbitMQ {Version}, which is no longer supported; use 4.x in production")]
    public static partial void OldBroker(ILogger log, string address, string version);

    [LoggerMessage(EventId = 5108, Level = LogLevel.Error,
        Message = "A message of contract {Contract} was refused: {Reason}")]
    public static partial void ContractRefused(ILogger log, string contract, string reason);
}
