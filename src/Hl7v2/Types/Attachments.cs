using System.Buffers;
using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>ED: a document inside the message.</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Ed(Hl7Value Value)
{
    /// <summary>ED.1: what made it.</summary>
    public Hd SourceApplication => new(Value.Inner(1));

    /// <summary>ED.2: table 0191, e.g. <c>AP</c>, <c>IM</c>, <c>TEXT</c>; also a whole media type.</summary>
    public string? DataType => Value.Inner(2).TextOrNull;

    /// <summary>ED.3: table 0291, e.g. <c>PDF</c>, <c>JPEG</c>.</summary>
    public string? Subtype => Value.Inner(3).TextOrNull;

    /// <summary>ED.4: <c>Base64</c>, <c>Hex</c> or <c>A</c> (plain).</summary>
    public string? Encoding => Value.Inner(4).TextOrNull;

    /// <summary>ED.5 as written.</summary>
    public Hl7Value Data => Value.Inner(5);

    /// <summary>ED.5 as bytes; plain text as UTF-8.</summary>
    /// <returns>The bytes, <see cref="HubErrorCode.FieldMissing"/> or
    /// <see cref="HubErrorCode.FieldMalformed"/>.</returns>
    public Result<byte[]> Bytes()
    {
        if (!Data.HasValue)
            return HubError.FieldMissing(Data.Path.ToString(), "The content of a document");
        var text = Data.PlainText; // some senders break Base64 into lines with \.br\
        return Encoding?.ToUpperInvariant() switch
        {
            "BASE64" => FromBase64(text),
            "HEX" => FromHex(text),
            null or "A" => System.Text.Encoding.UTF8.GetBytes(text),
            _ => HubError.FieldMalformed(Value.Inner(4).Path.ToString(), "Base64, Hex or A"),
        };
    }

    /// <summary>Reads lazily.</summary>
    public static Ed Read(Hl7Value value) => new(value);

    private Result<byte[]> FromBase64(string text)
    {
        var bytes = new byte[text.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? bytes[..length]
            : HubError.FieldMalformed(Data.Path.ToString(), "Base64");
    }

    private Result<byte[]> FromHex(string text)
    {
        var bytes = new byte[text.Length / 2];
        return text.Length % 2 == 0 && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done
            ? bytes
            : HubError.FieldMalformed(Data.Path.ToString(), "hexadecimal");
    }
}

/// <summary>RP: a document elsewhere.</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Rp(Hl7Value Value)
{
    /// <summary>RP.1: e.g. a URL or a key in the archive.</summary>
    public string? Reference => Value.Inner(1).TextOrNull;

    /// <summary>RP.2: which application resolves it.</summary>
    public Hd Application => new(Value.Inner(2));

    /// <summary>RP.3: table 0191.</summary>
    public string? DataType => Value.Inner(3).TextOrNull;

    /// <summary>RP.4: table 0291.</summary>
    public string? Subtype => Value.Inner(4).TextOrNull;

    /// <summary>Reads lazily.</summary>
    public static Rp Read(Hl7Value value) => new(value);
}
