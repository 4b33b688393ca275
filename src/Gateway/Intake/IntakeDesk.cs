using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Gateway.Intake;

/// <summary>
/// Takes one frame and says what to answer: decode, parse, check, journal, and only after the commit the ACK.
/// RELIABILITY §3.1 has the table of situations and answers.
/// </summary>
internal sealed class IntakeDesk(
    SenderChecks checks, SingleDesk singles, BatchDesk batches, RefusalBook refusals)
{
    /// <summary>A frame that broke a rule of the transport: it has no message to be answered.</summary>
    public async Task<IntakeAnswer> BrokenAsync(Peer peer, IReadOnlyList<HubError> errors, bool answer)
    {
        if (answer)
            return await refusals.RefuseAsync(peer, Verdict.Reject, null, Hl7Charset.Utf8, errors, default);
        await refusals.KeepAsync(peer, null, "", errors, default);
        return IntakeAnswer.Silence;
    }

    /// <summary>Returns when the message is on disk, or when it is certain that it is not.</summary>
    public async Task<IntakeAnswer> TakeAsync(Peer peer, ReadOnlyMemory<byte> frame)
    {
        if (!Hl7Charset.Decode(frame.Span, peer.Channel.Charset).TryGet(out var decoded, out var errors))
            return await refusals.RefuseAsync(
                peer, Verdict.Reject, HeaderOf(Hl7Charset.DecodeHeader(frame.Span)), Hl7Charset.Utf8, errors, frame);
        if (Hl7Batch.IsBatch(decoded.Text))
            return await batches.TakeAsync(peer, decoded, frame);
        if (!Hl7Message.Parse(decoded.Text).TryGet(out var message, out errors))
            return await refusals.RefuseAsync(
                peer, Unreadable(errors), HeaderOf(decoded.Text), decoded.Charset, errors, frame);
        if (message.Header.MessageCode is "ACK" or "MCF")
            return IntakeAnswer.Silence; // answering an answer would never end
        var (verdict, reasons) = checks.Check(message, peer);
        return verdict == Verdict.Accept
            ? await singles.TakeAsync(peer, message, decoded.Charset, frame)
            : await refusals.RefuseAsync(peer, verdict, message, decoded.Charset, reasons, frame);
    }

    private static Verdict Unreadable(IReadOnlyList<HubError> errors) =>
        errors.Any(e => e.Code == HubErrorCode.Unreadable) ? Verdict.Reject : Verdict.Refuse;

    private static Hl7Message? HeaderOf(string text) =>
        Hl7Message.ParseHeader(text) is { IsOk: true } parsed ? parsed.Value : null;
}
