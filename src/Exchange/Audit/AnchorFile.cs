using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>
/// Ends of the chain, kept where who can change the database may not write: one line each, <c>anchor 2026-03-02 1234
/// hash</c> for a day and <c>mark 2026-03-02T09:00:00Z 1240 hash</c> for a moment.
/// </summary>
public static class AnchorFile
{
    /// <summary>Adds a line; a folder that is absent is made.</summary>
    public static void Append(string file, string kind, AuditAnchor anchor)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
        File.AppendAllText(file, string.Create(
            CultureInfo.InvariantCulture,
            $"{kind} {anchor.Name} {anchor.Seq} {Convert.ToHexStringLower(anchor.Hash)}\n"));
    }

    /// <summary>All lines; an error for one that cannot be read. A file that is absent holds none.</summary>
    public static Result<IReadOnlyList<AuditAnchor>> Read(string file)
    {
        var anchors = new List<AuditAnchor>();
        var number = 0;
        foreach (var line in File.Exists(file) ? File.ReadAllLines(file) : [])
        {
            number++;
            if (line.Split(' ') is not [var kind, var name, var seq, { Length: 2 * AuditBlock.HashBytes } hash]
                || !long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var link)
                || !hash.All(char.IsAsciiHexDigitLower))
                return new HubError(
                    HubErrorCode.Unreadable, "This line is no anchor: it was changed.", $"{file}:{number}");
            anchors.Add(new($"{kind} {name}", link, Convert.FromHexString(hash)));
        }

        return anchors;
    }
}
