using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Codes of stored ValueSets and CodeSystems, for <c>:in</c>, <c>:above</c> and <c>:below</c>.</summary>
internal sealed class CodeLookup
{
    /// <summary>Codes one parameter may stand for.</summary>
    public const int MostCodes = 1_000;

    private const int MostNested = 10;

    private const string ByUrl = """
        select r.body from index_string x join resource r on r.type = x.type and r.id = x.id
         where x.type = @type and x.param = 'url' and x.value = @url and not r.deleted
         order by r.last_updated desc limit 1
        """;

    private const string ById = "select body from resource where type = @type and id = @id and not deleted";

    private readonly HubReader reader;
    private readonly string name;
    private readonly CancellationToken ct;

    private CodeLookup(HubReader reader, string name, CancellationToken ct) =>
        (this.reader, this.name, this.ct) = (reader, name, ct);

    /// <summary>The criterion with its codes, or why they cannot be had.</summary>
    public static async Task<Result<Criterion>> ReadAsync(HubReader reader, CodesCriterion asked, CancellationToken ct)
    {
        var lookup = new CodeLookup(reader, asked.Name, ct);
        var codes = asked.Codes switch
        {
            ValueSetCodes set => await lookup.ValueSetAsync(set.Reference, 0),
            HierarchyCodes tree => await lookup.HierarchyAsync(tree),
            _ => throw new ArgumentOutOfRangeException(nameof(asked), asked.Codes.GetType().Name, "No codes of it."),
        };
        return codes.Then<Criterion>(all => all.Count > MostCodes
            ? HubError.LimitExceeded("The number of codes", MostCodes, asked.Name)
            : all.Count == 0 ? new AnyOf([])
            : new RowCriterion(asked.Rows, [.. all.GroupBy(c => c.System, StringComparer.Ordinal)
                .Select(g => new TokenSet(g.Key, [.. g.Select(c => c.Code)]))]));
    }

    private async Task<Result<HashSet<(string System, string Code)>>> HierarchyAsync(HierarchyCodes asked)
    {
        var codes = new HashSet<(string, string)>();
        foreach (var value in asked.AnyOf)
        {
            if (await LoadAsync<CodeSystem>(value.System!) is not { } system)
                return Unknown("The CodeSystem", "is not stored here: its hierarchy is not known.");
            var tree = new CodeTree(system);
            codes.UnionWith((asked.Below ? tree.Below(value.Code!) : tree.Above(value.Code!))
                .Select(c => (value.System!, c)));
        }

        return codes;
    }

    private async Task<Result<HashSet<(string System, string Code)>>> ValueSetAsync(string reference, int depth)
    {
        if (depth > MostNested)
            return HubError.LimitExceeded("The depth of nested ValueSets", MostNested, name);
        if (await LoadAsync<ValueSet>(reference) is not { } set)
            return Unknown("The ValueSet", "is not stored here.");
        var codes = new HashSet<(string System, string Code)>();
        if (set.Compose is null)
            return set.Expansion is { Total: null or <= MostCodes } expansion
                ? Listed(expansion.Contains, codes)
                : Unknown("The ValueSet", "lists no codes.");
        foreach (var include in set.Compose.Include)
        {
            if (!(await PartAsync(include, depth)).TryGet(out var some, out var wrong))
                return Result<HashSet<(string, string)>>.Failed(wrong);
            codes.UnionWith(some!);
            if (codes.Count > MostCodes)
                break;
        }

        foreach (var exclude in set.Compose.Exclude)
        {
            if (!(await PartAsync(exclude, depth)).TryGet(out var some, out var wrong))
                return Result<HashSet<(string, string)>>.Failed(wrong);
            codes.ExceptWith(some!);
        }

        return codes;
    }

    private static HashSet<(string System, string Code)> Listed(
        IEnumerable<ValueSet.ContainsComponent> entries, HashSet<(string System, string Code)> codes)
    {
        foreach (var entry in entries)
        {
            if (entry.Code is { } code && entry.Abstract != true)
                codes.Add((entry.System ?? "", code));
            Listed(entry.Contains, codes);
        }

        return codes;
    }

    // Concepts, filters and the system itself narrow each other; so do nested ValueSets (FHIR R4 ValueSet, compose).
    private async Task<Result<HashSet<(string System, string Code)>>> PartAsync(
        ValueSet.ConceptSetComponent part, int depth)
    {
        HashSet<(string System, string Code)>? codes = null;
        if (part.System is { } system)
        {
            if (part.Concept.Count > 0)
                codes = [.. part.Concept.Select(c => (system, c.Code ?? ""))];
            else if (await LoadAsync<CodeSystem>(system) is not { } stored)
                return Unknown("A CodeSystem of the ValueSet", "is not stored here.");
            else if (!new CodeTree(stored).Filtered(part.Filter).TryGet(out var filtered, out _))
                return Unknown("A filter of the ValueSet", "is not one of is-a, descendent-of, in and =.");
            else
                codes = [.. filtered.Select(c => (system, c))];
        }

        foreach (var nested in part.ValueSet.OfType<string>())
        {
            if (!(await ValueSetAsync(nested, depth + 1)).TryGet(out var some, out var wrong))
                return Result<HashSet<(string, string)>>.Failed(wrong);
            if (codes is null)
                codes = some!;
            else
                codes.IntersectWith(some!);
        }

        return codes ?? [];
    }

    private async Task<T?> LoadAsync<T>(string reference)
        where T : Resource
    {
        var type = typeof(T).Name;
        var plain = reference.Split('|')[0];
        var local = plain.StartsWith(type + "/", StringComparison.Ordinal) ? plain[(type.Length + 1)..]
            : plain.Contains(':', StringComparison.Ordinal) ? null : plain;
        var body = await reader.QuerySingleOrDefaultAsync(
            local is null ? ByUrl : ById, r => r.GetString(0), ct, ("@type", type),
            local is null ? ("@url", IndexText.Clip(plain)) : ("@id", local));
        return body is null ? null : FhirJson.Parse<T>(body);
    }

    private HubError Unknown(string what, string why) => new(HubErrorCode.FieldMalformed, $"{what} {why}", name);
}
