using System.Text.RegularExpressions;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using IntegrationHub.Store.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Intake;

/// <summary>
/// Keeps what was refused: counted, with its first bytes and every reason, so that nothing is without trace.
/// </summary>
internal sealed partial class RefusalBook(
    GatewayJournal journal, GatewayOptions options, GatewayMetrics metrics, DiskReserve disk, ILogger<RefusalBook> log)
{
    /// <summary>Answers a frame that cannot become a message, after it was written down.</summary>
    public async Task<IntakeAnswer> RefuseAsync(
        Peer peer, Verdict verdict, Hl7Message? message, string charset, IReadOnlyList<HubError> errors,
        ReadOnlyMemory<byte> frame)
    {
        var letter = AckLetters.Refused(verdict, message, charset, errors, journal.Clock.GetUtcNow());
        await KeepAsync(peer, message, letter.Code, errors, frame);
        return new(letter.Code, letter.Bytes);
    }

    /// <summary>Writes a refusal down. A journal that cannot be written does not keep the sender waiting.</summary>
    public async Task KeepAsync(
        Peer peer, Hl7Message? message, string ackCode, IReadOnlyList<HubError> errors, ReadOnlyMemory<byte> frame)
    {
        metrics.Refused(peer.Channel.Name);
        LogRefused(log, peer.Channel.Name, peer.Remote, ackCode, errors[0].Code, errors[0].Path);
        if (disk.IsLow || errors[0].Code == HubErrorCode.NotNow)
            return; // the journal is what cannot take it; the sender keeps the message
        var header = message?.Header;
        var refused = new RefusedFrame(
            peer.Channel.Name, journal.Clock.GetUtcNow(), peer.Remote, header?.SendingFacility ?? "",
            header?.ControlId ?? "", EventOf(header), ackCode, errors, frame.Length, frame);
        try
        {
            await journal.WriteAsync("refuse", s => s.Refuse(refused), CancellationToken.None)
                .WaitAsync(options.Limits.JournalWait, journal.Clock);
        }
        catch (Exception e) when (e is SqliteException or TimeoutException or InvalidOperationException)
        {
            LogUnwritten(log, peer.Channel.Name, e.GetType().Name);
        }
    }

    // MSH-9 of a broken message may hold anything, also a name; lists show the event, so only event words are kept.
    private static string EventOf(Hl7Header? header) =>
        header is null ? "" : EventWord().IsMatch(header.Event) ? header.Event : "?";

    [GeneratedRegex(@"^[A-Z0-9]{0,8}(\^[A-Z0-9_]{0,12}){0,2}$", RegexOptions.NonBacktracking)]
    private static partial Regex EventWord();

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning,
        Message = "Refused a frame on {Channel} from {Remote}: answered {Ack}, {Code} at {Path}")]
    private static partial void LogRefused(
        ILogger logger, string channel, string remote, string ack, HubErrorCode code, string? path);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Error,
        Message = "A refusal on {Channel} could not be written down ({Kind})")]
    private static partial void LogUnwritten(ILogger logger, string channel, string kind);
}
