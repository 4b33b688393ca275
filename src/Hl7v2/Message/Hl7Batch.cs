using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>One message of a batch: parsed, or the reasons why not. Others of the batch are not harmed.</summary>
/// <param name="Number">1-based place in the whole text.</param>
/// <param name="Text">The message as it stands in the batch.</param>
/// <param name="Message">The message or every reason.</param>
/// <param name="BatchHeader">The BHS it stands under, when there is one.</param>
public sealed record Hl7BatchEntry(int Number, string Text, Result<Hl7Message> Message, Hl7Segment? BatchHeader);

/// <summary>A file or frame of several messages: <c>[FHS] { [BHS] { MSH … } [BTS] } [FTS]</c>.</summary>
/// <remarks>Source: HL7 v2.8.2 §2.10.3. Messages that simply follow each other are a batch too.</remarks>
public sealed class Hl7Batch
{
    /// <summary>Messages a batch may hold.</summary>
    public const int MostMessages = 10_000;

    private readonly List<Hl7BatchEntry> entries = [];
    private readonly List<HubError> problems = [];
    private int inBatch;

    private Hl7Batch()
    {
    }

    /// <summary>FHS, when the text begins with one.</summary>
    public Hl7Segment? FileHeader { get; private set; }

    /// <summary>BHS of the last batch, or the only one.</summary>
    public Hl7Segment? BatchHeader { get; private set; }

    /// <summary>All messages in order.</summary>
    public IReadOnlyList<Hl7BatchEntry> Entries => entries;

    /// <summary>What is wrong around the messages, e.g. a BTS-1 that counts others than there are (a cut
    /// file).</summary>
    public IReadOnlyList<HubError> Problems => problems;

    /// <summary>True when the text begins with FHS or BHS, so that <see cref="Hl7Message.Parse(string)"/> will refuse
    /// it.</summary>
    public static bool IsBatch(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        return start.StartsWith("FHS") || start.StartsWith("BHS");
    }

    /// <summary>Splits a batch into its messages.</summary>
    /// <returns>The batch; or <see cref="HubErrorCode.Unreadable"/> when it holds no message and no header, or
    /// <see cref="HubErrorCode.LimitExceeded"/>.</returns>
    public static Result<Hl7Batch> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var starts = StartsIn(text);
        if (starts.Count == 0)
            return new HubError(HubErrorCode.Unreadable, "The text holds no MSH, FHS or BHS: it is no HL7 v2 batch.");
        if (starts.Count > MostMessages * 2 + 2)
            return HubError.LimitExceeded("The number of messages of a batch", MostMessages);
        var batch = new Hl7Batch();
        for (var i = 0; i < starts.Count; i++)
            batch.Take(text[starts[i]..(i + 1 < starts.Count ? starts[i + 1] : text.Length)]);
        return batch.entries.Count > MostMessages
            ? HubError.LimitExceeded("The number of messages of a batch", MostMessages)
            : batch;
    }

    private void Take(string part)
    {
        switch (part[..3])
        {
            case "MSH":
                inBatch++;
                entries.Add(new(entries.Count + 1, part, Hl7Message.Parse(part), BatchHeader));
                break;
            case "FHS":
                FileHeader = HeaderOf(part);
                break;
            case "BHS":
                (BatchHeader, inBatch) = (HeaderOf(part), 0);
                break;
            case "BTS":
                CheckCount(part);
                break;
        }
    }

    private Hl7Segment? HeaderOf(string part)
    {
        var parsed = Hl7Message.ParseFrom(part, part[..3], Hl7Limits.Default);
        if (parsed.IsOk)
            return parsed.Value.Segments[0];
        problems.AddRange(parsed.Errors);
        return null;
    }

    private void CheckCount(string trailer)
    {
        var field = trailer.Length > 4 ? trailer.AsSpan(4) : default;
        var end = field.IndexOfAnyExceptInRange('0', '9');
        if (int.TryParse(end < 0 ? field : field[..end], out var counted) && counted != inBatch)
        {
            var text = $"The trailer counts {counted} messages, there are {inBatch}.";
            problems.Add(new(HubErrorCode.FieldMalformed, text, "BTS-1"));
        }
        inBatch = 0;
    }

    private static bool BeginsPart(ReadOnlySpan<char> line) =>
        line.Length > 3 && line[..3] is "MSH" or "FHS" or "BHS" or "BTS" or "FTS" && !char.IsLetterOrDigit(line[3]);

    private static List<int> StartsIn(string text)
    {
        var starts = new List<int>();
        for (var at = 0; at >= 0 && at < text.Length;)
        {
            var line = text.AsSpan(at);
            if (at == 0)
            {
                var lead = line.Length - line.TrimStart("\uFEFF \t\r\n").Length;
                at = lead;
                line = line[lead..];
            }
            if (BeginsPart(line))
                starts.Add(at);
            var next = line.IndexOfAny('\r', '\n');
            at = next < 0 ? -1 : at + next + 1;
        }
        return starts;
    }
}
