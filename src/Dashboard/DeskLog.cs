using IntegrationHub.Exchange;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Dashboard;

/// <summary>What the desk writes to the log: 4xxx in docs/events.md. Ids and names only.</summary>
internal static partial class DeskLog
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "Desk refused {By} at {Path}")]
    internal static partial void Refused(ILogger log, string by, string path);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning,
        Message = "Desk refused a request of another site: {By} at {Path}")]
    internal static partial void ForeignPost(ILogger log, string by, string path);

    [LoggerMessage(EventId = 4005, Level = LogLevel.Warning, Message = "Desk refused {By} at {Path}: {Right} is not theirs")]
    internal static partial void Forbidden(ILogger log, string by, DeskRight right, string path);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Information, Message = "Desk login of {By}")]
    internal static partial void LoggedIn(ILogger log, string by);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Warning, Message = "Desk login of {By} failed")]
    internal static partial void LoginFailed(ILogger log, string by);

    [LoggerMessage(EventId = 4006, Level = LogLevel.Error, Message = "The identity provider does not answer as it should")]
    internal static partial void ProviderAway(ILogger log, Exception reason);

    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning, Message = "Content of message {MessageId} opened by {By}")]
    internal static partial void ContentOpened(ILogger log, Guid messageId, string by);

    [LoggerMessage(EventId = 4105, Level = LogLevel.Warning,
        Message = "Content of dead letter {Id} of the exchange opened by {By}")]
    internal static partial void DeadLetterOpened(ILogger log, Guid id, string by);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Information,
        Message = "Replay of {Count} dead letters by {By}: {Done} started, edited: {Edited}")]
    internal static partial void Replayed(ILogger log, int count, string by, int done, bool edited);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Information,
        Message = "Channel {Channel}: {Command} by {By}, {Done} done")]
    internal static partial void ChannelCommanded(ILogger log, string channel, string command, string by, int done);

    [LoggerMessage(EventId = 4104, Level = LogLevel.Warning,
        Message = "Stream blocked by {MessageId}: {Command} by {By}, done: {Done}")]
    internal static partial void StreamCommanded(ILogger log, Guid messageId, string command, string by, bool done);

    [LoggerMessage(EventId = 4201, Level = LogLevel.Warning, Message = "The desk could not read {Source}")]
    internal static partial void SourceUnreadable(ILogger log, string source, Exception reason);

    [LoggerMessage(EventId = 4202, Level = LogLevel.Error, Message = "A desk request failed at {Path}")]
    internal static partial void RequestFailed(ILogger log, string path, Exception reason);
}
