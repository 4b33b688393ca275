using System.Buffers;
using System.Text;
using System.Text.Unicode;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>The bytes of a body before anything parses them.</summary>
internal static class TextScan
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    public static bool IsUtf8(ReadOnlySpan<byte> body, List<HubError> faults)
    {
        if (body.IsEmpty)
            faults.Add(new(HubErrorCode.Unreadable, "The body is empty.") { Line = 1 });
        else if (!Utf8.IsValid(body))
            faults.Add(At(body, FirstBad(body), new(HubErrorCode.CharsetWrong, "The body is not UTF-8 here.")));
        else if (body.StartsWith(Mark))
            faults.Add(new(HubErrorCode.Unreadable, "The body begins with a byte order mark; leave it out.") { Line = 1 });
        return faults.Count == 0;
    }

    // XML allows a mark, JSON does not (RFC 8259 §8.1).
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith(Mark) ? body[Mark.Length..] : body;

    /// <summary>The error with the line and column of a byte.</summary>
    public static HubError At(ReadOnlySpan<byte> body, int offset, HubError error)
    {
        var before = body[..Math.Min(offset, body.Length)];
        return error with { Line = before.Count((byte)'\n') + 1, Column = offset - before.LastIndexOf((byte)'\n') };
    }

    private static int FirstBad(ReadOnlySpan<byte> body)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(body[at..], out _, out var used) == OperationStatus.Done)
            at += used;
        return at;
    }
}
