using System.Globalization;
using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using IntegrationHub.Store.Journal;

namespace IntegrationHub.Gateway.Intake;

/// <summary>
/// A batch (FHS/BHS) in one frame: a journal row per message in one transaction, and a batch of answers. Bad messages
/// are refused one by one and harm no neighbour (RELIABILITY F12).
/// </summary>
internal sealed class BatchDesk(
    GatewayOptions options, SenderChecks checks, IntakeJournal journal, RefusalBook refusals)
{
    public async Task<IntakeAnswer> TakeAsync(Peer peer, DecodedText decoded, ReadOnlyMemory<byte> frame)
    {
        if (!Hl7Batch.Parse(decoded.Text).TryGet(out var batch, out var errors))
            return await refusals.RefuseAsync(peer, Verdict.Reject, null, decoded.Charset, errors, frame);
        if (batch.Entries.Count > options.Limits.BatchMessages)
            return await refusals.RefuseAsync(peer, Verdict.Refuse, null, decoded.Charset,
                [HubError.LimitExceeded("The number of messages of a batch", options.Limits.BatchMessages)], frame);
        if (batch.Problems.Count > 0 || batch.Entries.Count == 0)
            return await refusals.RefuseAsync(peer, Verdict.Refuse, null, decoded.Charset, Problems(batch), frame);
        var answers = await TakeEntriesAsync(peer, batch.Entries, decoded.Charset);
        return new(answers.Any(a => a.Code is "AE" or "AR") ? "AE" : "AA", Letter(batch, answers, decoded.Charset));
    }

    private static IReadOnlyList<HubError> Problems(Hl7Batch batch) => batch.Problems.Count > 0
        ? batch.Problems
        : [new(HubErrorCode.Unreadable, "The batch holds no message.")];

    private async Task<IntakeAnswer[]> TakeEntriesAsync(
        Peer peer, IReadOnlyList<Hl7BatchEntry> entries, string charset)
    {
        var answers = new IntakeAnswer[entries.Count];
        var rows = new List<(int Place, Hl7Message Message, NewInbound Row)>();
        var now = journal.Clock.GetUtcNow();
        for (var i = 0; i < entries.Count; i++)
        {
            var raw = Bytes(entries[i], charset);
            if (!entries[i].Message.TryGet(out var message, out var errors))
                answers[i] = await refusals.RefuseAsync(peer, Verdict.Reject, Header(entries[i]), charset, errors, raw);
            else if (checks.Check(message, peer) is { Verdict: not Verdict.Accept } no)
                answers[i] = await refusals.RefuseAsync(peer, no.Verdict, message, charset, no.Errors, raw);
            else
                rows.Add((i, message, Row(peer, message, charset, raw, now)));
        }
        await AcceptAsync(peer, rows, charset, answers);
        return answers;
    }

    private async Task AcceptAsync(
        Peer peer, List<(int Place, Hl7Message Message, NewInbound Row)> rows, string charset, IntakeAnswer[] answers)
    {
        if (rows.Count == 0)
            return;
        var taken = await journal.AcceptAsync([.. rows.Select(r => r.Row)], options.Limits.JournalWait);
        for (var i = 0; i < rows.Count; i++)
        {
            var (place, message, row) = rows[i];
            if (!taken.TryGet(out var accepted, out var errors))
                answers[place] = await refusals.RefuseAsync(peer, Verdict.Refuse, message, charset, errors, row.Raw);
            else
                answers[place] = new(accepted[i].AckCode, accepted[i].Ack);
        }
    }

    // Each message is answered as if it had come alone, so that a resend outside of the batch gets the same bytes.
    private NewInbound Row(Peer peer, Hl7Message message, string charset, byte[] raw, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        var letter = AckLetters.Accepted(message, charset, id, now);
        return NewMessages.Of(peer, message, charset, raw, options, id, now, letter);
    }

    private static byte[] Bytes(Hl7BatchEntry entry, string charset) =>
        Hl7Charset.Encode(entry.Text, charset) is { IsOk: true } encoded ? encoded.Value : [];

    private static Hl7Message? Header(Hl7BatchEntry entry) =>
        Hl7Message.ParseHeader(entry.Text) is { IsOk: true } parsed ? parsed.Value : null;

    private byte[] Letter(Hl7Batch batch, IntakeAnswer[] answers, string charset)
    {
        var header = batch.FileHeader ?? batch.BatchHeader;
        var now = journal.Clock.GetUtcNow();
        var time = now.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "+0000";
        var reference = header?[11].Raw ?? "";
        var number = Guid.CreateVersion7(now).ToString("N")[12..];
        var written = answers.Select(a => a.Bytes).OfType<byte[]>().ToArray();
        var start = $"BHS|^~\\&|{header?[5].Raw}|{header?[6].Raw}|{header?[3].Raw}|{header?[4].Raw}|{time}||||{number}|{reference}\r";
        return
        [
            .. Encode(start, charset),
            .. written.SelectMany(w => w),
            .. Encode($"BTS|{written.Length}\r", charset),
        ];
    }

    private static byte[] Encode(string text, string charset) =>
        Hl7Charset.Encode(text, charset) is { IsOk: true } encoded ? encoded.Value : Encoding.ASCII.GetBytes(text);
}
