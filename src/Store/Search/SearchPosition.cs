using System.Globalization;

namespace IntegrationHub.Store;

/// <summary>A place in a history or record: values, not a count, so that new rows move nothing.</summary>
/// <param name="At">Microseconds.</param>
/// <param name="Id">What decides between equals.</param>
public sealed record SearchPosition(long At, string Id);

/// <summary>Page links of histories and records: signed, and good only for the caller and the question they were given
/// for.</summary>
public static class PageLinks
{
    /// <summary>Opaque text for a page link.</summary>
    /// <param name="reader">Whose view is asked.</param>
    /// <param name="asked">What was asked, without the position: path and filters.</param>
    /// <param name="position">Where the page ended.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<string> CloseAsync(
        HubReader reader, string asked, SearchPosition position, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(position);
        var seal = await PageSeal.OfAsync(reader, ct);
        return seal.Close(
            new([], position.At.ToString(CultureInfo.InvariantCulture), position.Id), Bound(reader, asked));
    }

    /// <summary>The position in a page link; null when it was changed, or given to somebody else or for something
    /// else.</summary>
    /// <param name="reader">Whose view is asked.</param>
    /// <param name="asked">What is asked, without the position.</param>
    /// <param name="link">As the client sent it.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<SearchPosition?> OpenAsync(
        HubReader reader, string asked, string link, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(link);
        var seal = await PageSeal.OfAsync(reader, ct);
        return seal.Open(link, Bound(reader, asked)) is { } mark
            && long.TryParse(mark.Type, NumberStyles.Integer, CultureInfo.InvariantCulture, out var at)
            ? new(at, mark.Id)
            : null;
    }

    // A search's canonical text never begins like this: its links are no links of a history, and the other way round.
    private static string Bound(HubReader reader, string asked) => $"{reader.View.Caller}\n/{asked}";
}
