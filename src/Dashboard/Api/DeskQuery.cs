using System.Globalization;
using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace IntegrationHub.Dashboard;

/// <summary>Reads the parameters of one request and collects every mistake before anybody answers.</summary>
internal sealed class DeskQuery(IQueryCollection query, TimeZoneInfo zone)
{
    private const int LongestText = 200;

    private static readonly string[] Times =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    private readonly List<HubError> errors = [];
    private readonly List<string> known = [];

    /// <summary>Text of at most 200 characters; null when absent or empty.</summary>
    internal string? Text(string name)
    {
        var text = One(name);
        if (text is null || (text.Length <= LongestText && !text.Any(char.IsControl)))
            return text;
        errors.Add(HubError.FieldMalformed(name, $"text of at most {LongestText} characters"));
        return null;
    }

    /// <summary>One of a few words.</summary>
    internal string? Word(string name, IReadOnlyList<string> allowed)
    {
        var word = One(name);
        if (word is null || allowed.Contains(word))
            return word;
        errors.Add(HubError.FieldMalformed(name, "one of " + string.Join(", ", allowed)));
        return null;
    }

    /// <summary>A whole number within limits.</summary>
    internal int Number(string name, int least, int most, int absent)
    {
        var text = One(name);
        if (text is null)
            return absent;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
            return number;
        errors.Add(HubError.FieldMalformed(name, $"a whole number from {least} to {most}"));
        return absent;
    }

    /// <summary>A moment; without an offset it is read in the time zone of the desk.</summary>
    internal DateTimeOffset? Moment(string name)
    {
        var text = One(name);
        if (text is null)
            return null;
        if (DateTime.TryParseExact(
                text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
            && time.Year is > 1900 and < 2200)
            return time.Kind == DateTimeKind.Utc
                ? new DateTimeOffset(time, TimeSpan.Zero)
                : new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime();
        errors.Add(HubError.FieldMalformed(name, "a time like 2026-03-02T09:00:00+08:00"));
        return null;
    }

    /// <summary>A place to go on from, as an earlier answer gave it.</summary>
    internal string? Place(string name)
    {
        var text = One(name);
        if (text is null || (text.Length <= 8_000 && Convert.TryFromBase64String(text, new byte[text.Length], out _)))
            return text;
        errors.Add(HubError.FieldMalformed(name, "the next of an earlier page"));
        return null;
    }

    /// <summary>Adds a mistake that concerns several parameters.</summary>
    internal void Add(HubError error) => errors.Add(error);

    /// <summary>Every mistake, unknown names among them.</summary>
    internal IReadOnlyList<HubError> Errors(params string[] alsoKnown) =>
    [
        .. errors,
        .. query.Keys.Where(k => !known.Contains(k) && !alsoKnown.Contains(k)).Order(StringComparer.Ordinal).Take(20)
            .Select(k => HubError.FieldMalformed(
                Shortened(k), "a known parameter; known are " + string.Join(", ", known))),
    ];

    private string? One(string name)
    {
        known.Add(name);
        if (!query.TryGetValue(name, out var values) || StringValues.IsNullOrEmpty(values))
            return null;
        if (values.Count > 1)
            errors.Add(HubError.FieldMalformed(name, "given once"));
        return values[0]?.Trim() is { Length: > 0 } text ? text : null;
    }

    private static string Shortened(string name) => name.Length <= 60 ? name : name[..60] + "…";
}
