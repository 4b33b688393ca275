using System.Threading.Channels;
using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Conversion;
using IntegrationHub.Store.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Intake;

/// <summary>Writes checked messages to the journal. Whatever it returns was decided after the commit.</summary>
internal sealed partial class IntakeJournal(
    GatewayJournal journal, ConversionLoop conversion, GatewayMetrics metrics, DiskReserve disk,
    ILogger<IntakeJournal> log)
{
    /// <summary>Most sender-visible waits end here; longer ones would outlast the sender's own patience.</summary>
    public static HubError NotNow { get; } = new(
        HubErrorCode.NotNow, "The hub cannot take messages now; keep the message and send it again later.");

    public TimeProvider Clock => journal.Clock;

    /// <summary>
    /// Takes all of them in one transaction. <c>NotNow</c>: none was acknowledged; one that was committed all the same
    /// after the wait is found as a duplicate when it is sent again.
    /// </summary>
    public async Task<Result<IReadOnlyList<Accepted>>> AcceptAsync(IReadOnlyList<NewInbound> messages, TimeSpan wait)
    {
        if (disk.IsLow)
        {
            LogDiskLow(log);
            return NotNow;
        }
        disk.Taking(messages.Sum(m => (long)m.Raw.Length));
        try
        {
            var rows = journal.Sealed(messages);
            Failpoint.Pass("intake.before-journal");
            var accepted = await journal
                .WriteAsync(
                    "intake", s => rows.Select(s.Accept).ToArray(), taken => Offer(messages, taken),
                    CancellationToken.None)
                .WaitAsync(wait, Clock);
            Failpoint.Pass("intake.after-journal");
            for (var i = 0; i < accepted.Length; i++)
                Count(messages[i], accepted[i]);
            return accepted;
        }
        catch (Exception e) when (e is SqliteException or TimeoutException or InvalidOperationException
            or ChannelClosedException or IOException)
        {
            LogUnwritten(log, e.GetType().Name);
            return NotNow;
        }
    }

    /// <summary>The state a message has now, with the reasons when it is dead.</summary>
    public (string State, IReadOnlyList<HubError> Errors) StateOf(Guid id) => journal.Read(s => s.StateOf(id));

    /// <summary>Keeps an answer that had to wait, for resends.</summary>
    public Task KeepAnswerAsync(Guid id, Letter letter) => journal.WriteAsync(
        "answer", s => s.Answer(id, letter.Code, letter.Bytes ?? []), CancellationToken.None);

    /// <summary>
    /// In the order of the commits, so that the numbers of a stream are converted and published in order.
    /// </summary>
    private void Offer(IReadOnlyList<NewInbound> messages, Accepted[] accepted)
    {
        for (var i = 0; i < accepted.Length; i++)
        {
            if (!accepted[i].Duplicate)
                conversion.Offer(NewMessages.ForConversion(messages[i]));
        }
    }

    private void Count(NewInbound message, Accepted accepted)
    {
        if (accepted.Duplicate)
        {
            metrics.Duplicate(message.Channel);
            return;
        }
        metrics.Received(message.Channel, message.Event);
        if (accepted.ConflictOf is { } other)
            LogConflict(log, message.Channel, accepted.Id, other);
    }

    [LoggerMessage(EventId = 2103, Level = LogLevel.Warning,
        Message = "Channel {Channel} reuses a control id: message {Id} has other content than {Other}; both are kept")]
    private static partial void LogConflict(ILogger logger, string channel, Guid id, Guid other);

    [LoggerMessage(EventId = 2104, Level = LogLevel.Error,
        Message = "The disk is below its reserve: new messages are refused until there is room")]
    private static partial void LogDiskLow(ILogger logger);

    [LoggerMessage(EventId = 2105, Level = LogLevel.Error,
        Message = "The journal could not be written in time ({Kind}): the sender was told to send again")]
    private static partial void LogUnwritten(ILogger logger, string kind);
}
