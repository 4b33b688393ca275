using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>Random questions to the FHIR API, from a seed: whatever the grammar of search allows, three levels
/// deep.</summary>
internal sealed class HuntQueries(HuntPools pools, IReadOnlyList<string> types, IReadOnlyList<string> keys, int seed)
{
    private const int Depth = 2;

    private readonly Random random = new(seed);

    /// <summary>Path and query below the base.</summary>
    public string Next() => random.Next(20) switch
    {
        0 => Pick(keys),
        1 => $"{Pick(keys)}/_history/{random.Next(1, 4)}",
        2 => $"{Pick(keys)}/_history",
        3 => $"{Pick(types)}/_history?_count={random.Next(1, 30)}",
        4 => $"_history?_count={random.Next(1, 40)}",
        5 => $"{Pick(Patients)}/$everything" + (Chance(2) ? $"?_count={random.Next(1, 20)}" : ""),
        6 => $"Observation/$lastn?patient={Pick(Patients)}&max={random.Next(1, 4)}",
        7 => Chance(2) ? $"{Pick(types)}/$meta" : $"{Pick(keys)}/$meta",
        8 => $"{Pick(Patients)}/{Pick(types)}?{Search(Pick(types), 1)}",
        _ => SearchOf(Pick(types)),
    };

    private IReadOnlyList<string> Patients { get; } =
        [.. keys.Where(k => k.StartsWith("Patient/", StringComparison.Ordinal))];

    private string SearchOf(string type) => $"{type}?{Search(type, random.Next(0, 3))}";

    private string Search(string type, int criteria)
    {
        var parts = Enumerable.Range(0, criteria).Select(_ => Criterion(type, Depth)).ToList();
        if (Chance(3))
            parts.Add($"_include={type}:{Parameter(type, SearchParamType.Reference)?.Name ?? "*"}");
        if (Chance(4))
            parts.Add($"_include{(Chance(2) ? ":iterate" : "")}=*");
        if (Chance(3))
            parts.Add(RevInclude());
        if (Chance(4))
            parts.Add($"_sort={(Chance(2) ? "-" : "")}{Sortable(type)}");
        if (Chance(2))
            parts.Add($"_count={random.Next(1, 25)}");
        if (Chance(3))
            parts.Add("_total=" + Pick(["accurate", "estimate", "none"]));
        if (Chance(8))
            parts.Add("_summary=" + Pick(["count", "true", "data"]));
        return string.Join('&', parts.Where(p => p.Length > 0));
    }

    private string Criterion(string type, int depth) => random.Next(12) switch
    {
        0 when depth > 0 => Chain(type, depth),
        1 when depth > 0 => Has(type, depth),
        2 => $"_id={Pick(keys).Split('/')[1]},{Pick(keys).Split('/')[1]}",
        3 => $"_lastUpdated={Prefix()}{Escaped(Pick(pools.Dates))}",
        4 => $"_content={Escaped(Pick(pools.Strings))}",
        5 => $"_security={Escaped(Pick(pools.Tokens))}",
        6 => $"{Parameter(type, null)!.Name}:missing={(Chance(2) ? "true" : "false")}",
        _ => Simple(type, ""),
    };

    private string Chain(string type, int depth)
    {
        if (Parameter(type, SearchParamType.Reference) is not { } parameter)
            return "";
        var targets = parameter.Targets.Intersect(types).ToList();
        if (targets.Count == 0)
            return "";
        var target = Pick(targets);
        var inner = Criterion(target, depth - 1);
        return inner.Length == 0 || inner.StartsWith("_has", StringComparison.Ordinal)
            ? ""
            : $"{parameter.Name}:{target}.{inner}";
    }

    private string Has(string type, int depth)
    {
        var sources = types.Where(t => SearchParameters.Of(t).Any(p => LeadsTo(p, type))).ToList();
        if (sources.Count == 0)
            return "";
        var source = Pick(sources);
        var by = Pick([.. SearchParameters.Of(source).Where(p => LeadsTo(p, type))]);
        var inner = Criterion(source, depth - 1);
        return inner.Length == 0 || inner.Contains(":missing", StringComparison.Ordinal)
            ? ""
            : $"_has:{source}:{by.Name}:{inner}";
    }

    private static bool LeadsTo(SearchParameterInfo parameter, string type) =>
        parameter.Type == SearchParamType.Reference && parameter.Targets.Contains(type);

    private string Simple(string type, string before)
    {
        var parameter = Parameter(type, null)!;
        var (modifier, value) = parameter.Type switch
        {
            SearchParamType.Token => (Chance(6) ? ":not" : "", Escaped(Pick(pools.Tokens))),
            SearchParamType.Reference => ("", Pick(pools.References)),
            SearchParamType.Date => ("", Prefix() + Escaped(Pick(pools.Dates))),
            SearchParamType.String => (Pick(["", ":contains", ":exact"]), Escaped(Pick(pools.Strings))),
            SearchParamType.Number or SearchParamType.Quantity => ("", Prefix() + Pick(pools.Numbers)),
            SearchParamType.Uri => ("", Escaped(Pick(pools.Strings))),
            _ => (":missing", Chance(2) ? "true" : "false"),
        };
        return $"{before}{parameter.Name}{modifier}={value}{(Chance(6) ? "," + value : "")}";
    }

    private string RevInclude()
    {
        var source = Pick(types);
        return Parameter(source, SearchParamType.Reference) is { } parameter
            ? $"_revinclude={source}:{parameter.Name}"
            : "";
    }

    private string Sortable(string type) => Pick(
        ["_lastUpdated", "_id", .. SearchParameters.Of(type)
            .Where(p => p.Type is SearchParamType.Date or SearchParamType.String).Select(p => p.Name)]);

    private SearchParameterInfo? Parameter(string type, SearchParamType? kind)
    {
        var all = SearchParameters.Of(type).Where(p => (kind is null || p.Type == kind)
            && p.Type is not SearchParamType.Special && p.Name[0] != '_').ToList();
        return all.Count == 0 ? null : Pick(all);
    }

    private string Prefix() => Pick(["", "ge", "le", "gt", "lt", "ne"]);

    private bool Chance(int of) => random.Next(of) == 0;

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private static string Escaped(string value) => Uri.EscapeDataString(value);

    public override string ToString() => seed.ToString(CultureInfo.InvariantCulture);
}
