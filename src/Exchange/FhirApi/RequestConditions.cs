using System.Globalization;
using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Exchange;

/// <summary>The headers that make an interaction depend on what is stored.</summary>
/// <param name="Match"><c>If-Match</c>.</param>
/// <param name="NoneMatch"><c>If-None-Match</c>.</param>
/// <param name="NoneExist"><c>If-None-Exist</c>: search parameters.</param>
/// <param name="ModifiedSince"><c>If-Modified-Since</c>.</param>
internal sealed record RequestConditions(
    VersionTags? Match, VersionTags? NoneMatch, string? NoneExist, DateTimeOffset? ModifiedSince)
{
    public static readonly RequestConditions None = new(null, null, null, null);

    public static Result<RequestConditions> Read(IHeaderDictionary headers)
    {
        if (headers.IfMatch.Count == 0 && headers.IfNoneMatch.Count == 0 && headers.IfModifiedSince.Count == 0
            && !headers.ContainsKey("If-None-Exist"))
            return None;
        string? since = headers.IfModifiedSince;
        // An unreadable date is as good as none (RFC 9110 §13.1.3).
        var modified = HeaderUtilities.TryParseDate(since, out var at) ? at : (DateTimeOffset?)null;
        return Read(headers.IfMatch, headers.IfNoneMatch, headers["If-None-Exist"], modified);
    }

    /// <param name="match"><c>If-Match</c>.</param>
    /// <param name="noneMatch"><c>If-None-Match</c>.</param>
    /// <param name="noneExist"><c>If-None-Exist</c>.</param>
    /// <param name="since"><c>If-Modified-Since</c>.</param>
    public static Result<RequestConditions> Read(
        string? match, string? noneMatch, string? noneExist, DateTimeOffset? since) =>
        VersionTags.Read(match, "If-Match").Then(m => VersionTags.Read(noneMatch, "If-None-Match")
            .Then<RequestConditions>(n => new RequestConditions(
                m.Given, n.Given, string.IsNullOrWhiteSpace(noneExist) ? null : noneExist.Trim(), since)));
}

/// <summary>Entity tags of a condition.</summary>
/// <param name="Any"><c>*</c>: whatever version.</param>
/// <param name="Versions">Versions named.</param>
internal sealed record VersionTags(bool Any, IReadOnlyList<int> Versions)
{
    /// <summary>True when the stored version is one of them.</summary>
    public bool Holds(int? version) => version is { } known && (Any || Versions.Contains(known));

    /// <summary>Reads <c>W/"3"</c>, <c>"3"</c>, a list of them, or <c>*</c>.</summary>
    public static Result<Optional> Read(string? text, string header)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new Optional(null);
        if (!EntityTagHeaderValue.TryParseList([text], out var tags))
            return HubError.FieldMalformed(header, "an entity tag such as W/\"3\"");
        var versions = new List<int>();
        foreach (var tag in tags)
        {
            if (tag.Tag == "*")
                return new Optional(new(true, []));
            if (!int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var v))
                return HubError.FieldMalformed(header, "an entity tag such as W/\"3\"");
            versions.Add(v);
        }

        return new Optional(new(false, versions));
    }

    /// <summary>A header that may be absent.</summary>
    internal readonly record struct Optional(VersionTags? Given);
}
