using System.Text;

namespace IntegrationHub.Hub.Cli;

/// <summary>A message in a file: bytes as a hospital system would write them.</summary>
internal static class MessageFile
{
    private const long MostBytes = 64 * 1024 * 1024;

    static MessageFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The bytes without MLLP frame; null when the file is not there, not readable or too large.</summary>
    public static async Task<byte[]?> ReadAsync(string file, CancellationToken ct)
    {
        try
        {
            if (file != "-" && new FileInfo(file) is not { Exists: true, Length: <= MostBytes })
                return null;
            await using var source = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            using var bytes = new MemoryStream();
            await source.CopyToAsync(bytes, ct);
            return Unframed(bytes.ToArray());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>UTF-8 text with any line ends, as a hospital system of that charset would send it.</summary>
    public static byte[] Encode(byte[] utf8, string charset)
    {
        var text = Encoding.UTF8.GetString(utf8).TrimStart('\uFEFF').ReplaceLineEndings("\r");
        return Encoding.GetEncoding(charset).GetBytes(text);
    }

    private static byte[] Unframed(byte[] bytes) =>
        bytes is [0x0B, .. var inner, 0x1C, 0x0D] ? inner : bytes;
}
