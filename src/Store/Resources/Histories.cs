using System.Globalization;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Which versions a history shows; newest first.</summary>
public sealed record HistoryQuery
{
    /// <summary>Resource type; null: all types.</summary>
    public string? Type { get; init; }

    /// <summary>Logical id; null: all of the type.</summary>
    public string? Id { get; init; }

    /// <summary>Only versions made then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only versions that were current at some moment of this span.</summary>
    public (DateTimeOffset Start, DateTimeOffset End)? At { get; init; }

    /// <summary>Where the page before ended.</summary>
    public SearchPosition? After { get; init; }

    /// <summary>At most so many.</summary>
    public required int Limit { get; init; }
}

/// <summary>Histories of a resource, of a type and of everything.</summary>
public static class Histories
{
    // One walk down an index per type that has any resource: 148 at most, a handful as a rule.
    private const string TypesPresent = """
        with recursive present (type) as (
            select min(type) from resource
            union all
            select (select min(r.type) from resource r where r.type > p.type) from present p where p.type is not null)
        select type from present where type is not null
        """;

    private const string Count = """
        select (select count(*) from resource v where v.type = @type and v.id = @id and {0})
             + (select count(*) from resource_history v join resource r on r.type = v.type and r.id = v.id
                 where v.type = @type and v.id = @id and {1})
        """;

    private const string Current = """
         and not exists (select 1 from resource n where n.type = v.type and n.id = v.id and n.version > v.version
                                                    and n.last_updated <= @start)
         and not exists (select 1 from resource_history n where n.type = v.type and n.id = v.id
                                                    and n.version > v.version and n.last_updated <= @start)
        """;

    // Whoever sees the resource as it stands may know its history.
    private const string WithCurrent = "resource_history v join resource r on r.type = v.type and r.id = v.id";

    private const string Order = "order by last_updated desc, type desc, id desc, version desc limit @limit";

    /// <summary>Versions, newest first; deletions are versions too.</summary>
    public static async Task<IReadOnlyList<StoredResource>> RunAsync(
        HubReader reader, HistoryQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        IReadOnlyList<string> types = query.Type is { } type ? [type]
            : await reader.QueryAsync(TypesPresent, r => r.GetString(0), ct);
        types = [.. types.Where(reader.View.SeesType)];
        if (types.Count == 0)
            return [];
        var after = Place.Of(query.After);
        var parameters = new List<(string, object?)>
        {
            ("@limit", query.Limit),
        };
        parameters.AddRange(reader.View.Parameters(reader.Clock.GetUtcNow()));
        if (query.Id is not null)
            parameters.Add(("@id", query.Id));
        if (query.Since is { } since)
            parameters.Add(("@since", since));
        if (query.At is { } at)
            parameters.AddRange([("@start", at.Start), ("@end", at.End)]);

        var parts = new List<string>();
        for (var i = 0; i < types.Count; i++)
        {
            var place = after.For(types[i]);
            parameters.AddRange(
                [($"@t{i}", types[i]), ($"@at{i}", place.At), ($"@i{i}", place.Id), ($"@v{i}", place.Version)]);
            parts.Add(Part("resource v", i, query, reader.View.Where("v")));
            parts.Add(Part(
                reader.View.IsHub ? "resource_history v" : WithCurrent, i, query,
                reader.View.Where("r", "(r.needs | v.needs)")));
        }

        var sql = $"select {StoredResource.Columns} from (\n{string.Join("\nunion all\n", parts)}) v\n{Order}";
        return await reader.QueryAsync(sql, StoredResource.Read, ct, [.. parameters]);
    }

    /// <summary>Versions there are of one resource.</summary>
    public static Task<long> CountAsync(HubReader reader, string type, string id, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(
            Count.Replace("{0}", reader.View.Where("v"), StringComparison.Ordinal)
                .Replace("{1}", reader.View.Where("r", "(r.needs | v.needs)"), StringComparison.Ordinal),
            r => r.GetInt64(0), ct,
            [("@type", type), ("@id", id), .. reader.View.Parameters(reader.Clock.GetUtcNow())]);

    /// <summary>The place of a version, for <see cref="HistoryQuery.After"/>.</summary>
    public static SearchPosition PositionOf(StoredResource version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return new(version.LastUpdated.Microseconds(), string.Create(
            CultureInfo.InvariantCulture, $"{version.Type} {version.Id} {version.Version}"));
    }

    // Texts differ only by the number of types and the filters given; values are parameters.
    private static string Part(string from, int i, HistoryQuery query, string visible) => $"""
        select * from (
            select {StoredResource.VersionColumns} from {from}
             where {visible} and v.type = @t{i} and (v.last_updated, v.id, v.version) < (@at{i}, @i{i}, @v{i})
             {(query.Id is null ? "" : "and v.id = @id")} {(query.Since is null ? "" : "and v.last_updated >= @since")}
             {(query.At is null ? "" : "and v.last_updated < @end" + Current)}
             order by v.last_updated desc, v.id desc, v.version desc limit @limit) p{i}
        """;

    private sealed record Place(DateTimeOffset At, string Type, string Id, int Version)
    {
        // Behind every logical id, and behind every version.
        private const string LastId = "~";

        public static Place Of(SearchPosition? after)
        {
            var parts = after?.Id.Split(' ') ?? [];
            return parts.Length == 3 && int.TryParse(parts[2], CultureInfo.InvariantCulture, out var version)
                ? new(SqlValues.FromMicroseconds(Math.Clamp(after!.At, 0, FhirDates.Latest.Microseconds())),
                    parts[0], parts[1], version)
                : new(FhirDates.Latest, LastId, LastId, int.MaxValue);
        }

        public Place For(string type) => string.CompareOrdinal(type, Type) switch
        {
            < 0 => this with { Id = LastId, Version = int.MaxValue },
            0 => this,
            _ => this with { Id = "", Version = 0 },
        };
    }
}
