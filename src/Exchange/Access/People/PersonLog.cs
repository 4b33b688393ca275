using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>What happened to accounts: 46xx in docs/events.md. Names of accounts, never secrets.</summary>
internal static partial class PersonLog
{
    [LoggerMessage(EventId = 4600, Level = LogLevel.Information, Message = "Login of {Name} from {From}")]
    internal static partial void LoggedIn(ILogger log, string name, string from);

    [LoggerMessage(EventId = 4601, Level = LogLevel.Warning, Message = "Login from {From} failed at {Stage}, account {Id}")]
    internal static partial void LoginFailed(ILogger log, string from, string stage, string id);

    [LoggerMessage(EventId = 4603, Level = LogLevel.Information,
        Message = "Account {Name} was changed by {By}: {What}; member {Member}, roles {Roles}, grants {Grants}")]
    internal static partial void Changed(
        ILogger log, string name, string by, string what, string member, string roles, string grants);

    [LoggerMessage(EventId = 4604, Level = LogLevel.Information, Message = "Second factor of {Name}: {What}")]
    internal static partial void Factor(ILogger log, string name, string what);

    [LoggerMessage(EventId = 4605, Level = LogLevel.Information, Message = "{Name} made a FHIR token for {Minutes} minutes")]
    internal static partial void TokenMade(ILogger log, string name, int minutes);
}
