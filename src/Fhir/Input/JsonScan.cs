using System.Text.Json;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>
/// One pass over the tokens before the SDK reads them: what it would throw on (depth, half surrogates), what it does
/// not look at (control characters, huge strings, lengths of <c>_x</c> arrays).
/// </summary>
internal static class JsonScan
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = InputLimits.Depth };

    /// <returns>True when the SDK may read it; faults may have been added all the same.</returns>
    public static bool Check(ReadOnlyMemory<byte> body, List<HubError> faults)
    {
        var json = body.Span;
        var reader = new Utf8JsonReader(json, Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                faults.Add(new(HubErrorCode.Unreadable, "The body is no JSON object.") { Line = 1 });
                return false;
            }

            var (sound, afterTwin, hasTwins) = (true, false, false);
            Span<bool> typed = stackalloc bool[InputLimits.Depth + 1];
            do
            {
                sound &= IsTypedOnce(ref reader, typed, json, faults);
                hasTwins |= afterTwin && reader.TokenType == JsonTokenType.StartArray;
                afterTwin = reader.TokenType == JsonTokenType.PropertyName && reader.ValueSpan.StartsWith("_"u8);
                sound &= reader.TokenType switch
                {
                    JsonTokenType.String or JsonTokenType.PropertyName => IsSound(ref reader, json, faults),
                    JsonTokenType.Number => IsDecimal(ref reader, json, faults),
                    _ => true,
                };
            }
            while (reader.Read());
            if (sound && hasTwins)
                SiblingArrays.Check(body, faults);
            return sound;
        }
        catch (JsonException e)
        {
            // On the bracket that opens a level the reader still counts the level above.
            var opens = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            var depth = reader.CurrentDepth + (opens ? 1 : 0);
            faults.Add(depth >= InputLimits.Depth
                ? HubError.LimitExceeded("Nesting", InputLimits.Depth) with { Line = LineOf(e), Column = ColumnOf(e) }
                : new(HubErrorCode.Unreadable, "The body is not JSON here.") { Line = LineOf(e), Column = ColumnOf(e) });
            return false;
        }
    }

    private static int LineOf(JsonException e) => (int)(e.LineNumber ?? 0) + 1;

    private static int ColumnOf(JsonException e) => (int)(e.BytePositionInLine ?? 0) + 1;

    private static bool IsSound(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, List<HubError> faults)
    {
        var isName = reader.TokenType == JsonTokenType.PropertyName;
        if (isName && reader.ValueSpan.Length > InputLimits.NameBytes)
            return Refuse(ref reader, json, faults, HubError.LimitExceeded("A property name", InputLimits.NameBytes));
        if (!reader.ValueIsEscaped)
            return true;
        try
        {
            return !HasControl(reader.GetString()!)
                || Refuse(ref reader, json, faults, new(
                    HubErrorCode.FieldMalformed, "Control characters other than tab and line ends are not allowed."));
        }
        catch (InvalidOperationException) // half of a surrogate pair
        {
            return Refuse(ref reader, json, faults, new(
                HubErrorCode.FieldMalformed, "An escape names half of a surrogate pair."));
        }
    }

    // The SDK makes a string of it, which then passes wherever a string may stand.
    private static bool IsDecimal(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, List<HubError> faults) =>
        reader.TryGetDecimal(out _) || Refuse(ref reader, json, faults, new(
            HubErrorCode.FieldMalformed, "The number is beyond what can be kept (28 digits)."));

    // The SDK takes the last of two types without a word.
    private static bool IsTypedOnce(
        ref Utf8JsonReader reader, scoped Span<bool> typed, ReadOnlySpan<byte> json, List<HubError> faults)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            typed[reader.CurrentDepth + 1] = false;
        if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("resourceType"u8))
            return true;
        if (typed[reader.CurrentDepth])
            return Refuse(ref reader, json, faults, new(HubErrorCode.FieldMalformed, "resourceType occurs twice."));
        return typed[reader.CurrentDepth] = true;
    }

    private static bool HasControl(string text)
    {
        foreach (var c in text)
        {
            if (c < ' ' && c is not ('\t' or '\r' or '\n'))
                return true;
        }

        return false;
    }

    private static bool Refuse(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, List<HubError> faults, HubError error)
    {
        if (faults.Count < InputLimits.Errors)
            faults.Add(TextScan.At(json, (int)reader.TokenStartIndex, error));
        return false;
    }
}
