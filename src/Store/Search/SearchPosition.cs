using System.Globalization;
using System.Text;

namespace IntegrationHub.Store;

/// <summary>A place in a history: values, not a count, so that new rows move nothing.</summary>
/// <param name="At">Microseconds.</param>
/// <param name="Id">What decides between equals.</param>
public sealed record SearchPosition(long At, string Id)
{
    /// <summary>Opaque text for a page link.</summary>
    public override string ToString() => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{At} {Id}"))).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Reads a page link's text; false when it is none of ours.</summary>
    public static bool TryParse(string? text, out SearchPosition? position)
    {
        position = null;
        if (string.IsNullOrEmpty(text) || text.Length > 200)
            return false;
        var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, bytes, out var length))
            return false;
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(' ', 2);
        if (parts.Length != 2 || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var at))
            return false;
        position = new(at, parts[1]);
        return true;
    }
}
