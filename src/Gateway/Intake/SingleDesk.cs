using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Conversion;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Gateway.Intake;

/// <summary>One checked message: journal it, answer it, now or when it has come as far as its channel wants.</summary>
internal sealed class SingleDesk(
    GatewayOptions options, IntakeJournal journal, MessageFates fates, RefusalBook refusals)
{
    private static readonly TimeSpan LaterMost = TimeSpan.FromHours(1);

    private static readonly HubError NotYet = new(
        HubErrorCode.NotNow, "The message is kept, but not yet where this channel's answer needs it: send it again.");

    public async Task<IntakeAnswer> TakeAsync(Peer peer, Hl7Message message, string charset, ReadOnlyMemory<byte> frame)
    {
        var now = journal.Clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var waits = !message.Header.IsEnhanced && peer.Channel.AckWhen != AckPoint.Journalled;
        var letter = waits ? null : AckLetters.Accepted(message, charset, id, now);
        var row = NewMessages.Of(peer, message, charset, frame, options, id, now, letter);
        if (!(await journal.AcceptAsync([row], options.Limits.JournalWait)).TryGet(out var accepted, out var errors))
            return await refusals.RefuseAsync(peer, Verdict.Refuse, message, charset, errors, frame);
        var kept = accepted[0];
        if (kept.Ack is { } stored)
            return new(kept.AckCode, stored, ApplicationAnswer(message, charset, kept.Id)); // byte for byte
        return waits
            ? await WhenReachedAsync(peer, message, charset, kept.Id)
            : new(letter!.Code, letter.Bytes, ApplicationAnswer(message, charset, kept.Id));
    }

    /// <summary>Original mode on a channel that acknowledges later than the journal.</summary>
    private async Task<IntakeAnswer> WhenReachedAsync(Peer peer, Hl7Message message, string charset, Guid id)
    {
        var fate = await FateAsync(id, peer.Channel.AckWhen, options.Limits.AckWait, CancellationToken.None);
        var now = journal.Clock.GetUtcNow();
        if (fate is null)
        {
            var wait = AckLetters.Applied(message, charset, [NotYet], Guid.CreateVersion7(now), now);
            return new(wait.Code, wait.Bytes);
        }
        var letter = AckLetters.Applied(message, charset, fate.Errors, id, now);
        await journal.KeepAnswerAsync(id, letter);
        return new(letter.Code, letter.Bytes);
    }

    /// <summary>
    /// Enhanced mode with MSH-16: AA or AE follows on the same connection when the exchange has decided.
    /// </summary>
    private Func<CancellationToken, Task<byte[]?>>? ApplicationAnswer(
        Hl7Message message, string charset, Guid id)
    {
        var header = message.Header;
        if (!header.IsEnhanced
            || (!Acks.WantsApplication(header, success: true) && !Acks.WantsApplication(header, success: false)))
            return null;
        return async ct =>
        {
            var fate = await FateAsync(id, AckPoint.Stored, LaterMost, ct);
            if (fate is null || !Acks.WantsApplication(header, success: fate.Errors.Count == 0))
                return null;
            var now = journal.Clock.GetUtcNow();
            return AckLetters.Applied(message, charset, fate.Errors, Guid.CreateVersion7(now), now).Bytes;
        };
    }

    /// <summary>Null when it was not decided in time.</summary>
    private async Task<Fate?> FateAsync(Guid id, AckPoint point, TimeSpan most, CancellationToken ct)
    {
        var waiting = fates.Await(id, point);
        try
        {
            // Registered first, read second: whatever happens in between is seen by one of the two.
            return Reached(id, point) ?? await waiting.WaitAsync(most, journal.Clock, ct);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return null;
        }
        finally
        {
            fates.Forget(id, point);
        }
    }

    private Fate? Reached(Guid id, AckPoint point)
    {
        var (state, errors) = journal.StateOf(id);
        return state switch
        {
            "dead" => new(null, errors),
            "stored" => new(AckPoint.Stored, []),
            "converted" or "published" when point == AckPoint.Converted => new(AckPoint.Converted, []),
            _ => null,
        };
    }
}
