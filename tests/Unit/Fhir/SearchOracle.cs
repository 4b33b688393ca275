using System.Globalization;
using System.Text.RegularExpressions;
using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Unit.Fhir;

/// <summary>
/// What the index must hold, found another way: the SDK's FHIRPath over the definitions, and the table of FHIR R4
/// search §3.1.1.4 read value by value.
/// </summary>
internal static partial class SearchOracle
{
    /// <summary>Values of parameters that the index holds and the oracle does not, or the reverse.</summary>
    public static IEnumerable<string> Differences(Resource resource)
    {
        var rows = SearchIndex.Rows(resource);
        foreach (var parameter in SearchParameters.Of(resource.TypeName))
        {
            if (parameter.Expression.Length == 0 || parameter.IsCustom)
                continue;
            var expected = Expected(resource, parameter).ToHashSet(StringComparer.Ordinal);
            var actual = rows
                .Where(r => parameter.IndexedAs.Contains(r.Parameter) && Concerns(parameter, r))
                .Select(Text).ToHashSet(StringComparer.Ordinal);
            actual.RemoveWhere(a => a.StartsWith("py ", StringComparison.Ordinal));
            foreach (var value in expected.Except(actual))
                yield return $"{resource.TypeName}.{parameter.Name}: {value} is missing";
            foreach (var value in actual.Except(expected))
                yield return $"{resource.TypeName}.{parameter.Name}: {value} is too much";
        }
    }

    private static bool Concerns(SearchParameterInfo parameter, IndexRow row) =>
        !parameter.Narrowed || row is not ReferenceRow reference || parameter.Targets.Contains(reference.Type);

    private static IEnumerable<string> Expected(Resource resource, SearchParameterInfo parameter)
    {
        if (parameter.Type == SearchParamType.Composite)
            return Composite(resource, parameter);
        var path = Resolve().Replace(parameter.Expression, "");
        return resource.Select(path).OfType<Base>().SelectMany(v => Values(parameter.Type, v))
            .Where(v => !parameter.Narrowed || parameter.Targets.Contains(v.Split('/')[0]));
    }

    private static IEnumerable<string> Composite(Resource resource, SearchParameterInfo parameter)
    {
        var definition = ModelInfo.SearchParameters.First(
            d => d.Resource == resource.TypeName && d.Name == parameter.Name);
        var below = string.Join('|', parameter.Expression.Split('|', StringSplitOptions.TrimEntries)
            .Where(b => b != resource.TypeName));
        if (below.Length == 0)
            yield break;
        var number = 0;
        foreach (var element in resource.Select(below).OfType<Base>())
        {
            number++;
            var parts = definition.Component!.Zip(parameter.Parts, (c, p) =>
            {
                var root = c.Expression!.StartsWith("%resource.", StringComparison.Ordinal);
                var path = c.Expression.Replace("%resource.", "", StringComparison.Ordinal);
                return (root ? resource : element).Select(path).OfType<Base>()
                    .SelectMany(v => Values(p.Type, v)).ToList();
            }).ToList();
            if (!parts.TrueForAll(p => p.Count > 0))
                continue;
            foreach (var (part, index) in parts.Select((p, i) => (p, i)))
            {
                foreach (var value in part)
                    yield return $"{number}.{index + 1} {value}";
            }
        }
    }

    private static string Text(IndexRow row) => row switch
    {
        TokenRow r => $"{r.System}|{r.Code}",
        DateRow r => $"{r.Start:O}/{r.End:O}",
        ReferenceRow r => $"{r.Type}/{r.Id}",
        StringRow { Exact: { } exact } => exact,
        StringRow r => "py " + r.Value,
        UriRow r => r.Value,
        NumberRow r => Number(r.System, r.Code, r.Low, r.High),
        CompositeRow r => $"{r.Element}.{r.Part} {Text(r.Value)}",
        _ => throw new ArgumentOutOfRangeException(nameof(row), row.GetType().Name, "Unknown row."),
    };

    private static string Number(string? system, string? code, double low, double high) =>
        string.Create(CultureInfo.InvariantCulture, $"{low}..{high}|{system}|{code}");

    private static IEnumerable<string> Values(SearchParamType type, Base value) => type switch
    {
        SearchParamType.Token => Tokens(value).Where(t => !t.EndsWith('|')),
        SearchParamType.String => Strings(value).OfType<string>().Where(t => t.Trim().Length > 0),
        SearchParamType.Reference => References(value),
        SearchParamType.Date => Dates(value),
        SearchParamType.Uri => [value.ToString()!],
        _ => Numbers(value),
    };

    private static IEnumerable<string> Tokens(Base value) => value switch
    {
        CodeableConcept v => v.Coding.Select(c => $"{c.System}|{c.Code}"),
        Coding v => [$"{v.System}|{v.Code}"],
        Identifier v => [$"{v.System}|{v.Value}"],
        ContactPoint v => [$"|{v.Value}"],
        FhirBoolean v => [v.Value is true ? "|true" : "|false"],
        PrimitiveType => [$"|{value}"],
        _ => [],
    };

    private static IEnumerable<string?> Strings(Base value) => value switch
    {
        HumanName v => [v.Text, v.Family, .. v.Given, .. v.Prefix, .. v.Suffix],
        Address v => [v.Text, .. v.Line, v.City, v.District, v.State, v.PostalCode, v.Country],
        _ => [value.ToString()],
    };

    private static IEnumerable<string> References(Base value)
    {
        var url = value switch
        {
            ResourceReference v => v.Reference,
            Resource v => v.Id is null ? null : $"{v.TypeName}/{v.Id}",
            PrimitiveType => value.ToString(),
            _ => null,
        };
        if (string.IsNullOrEmpty(url) || url[0] == '#')
            yield break;
        var local = LocalReference().Match(url);
        yield return local.Success ? local.Value : "/" + url.Split("/_history/")[0];
        if (value is Canonical && url.Contains('|', StringComparison.Ordinal))
            yield return "/" + url.Split('|')[0];
    }

    private static IEnumerable<string> Dates(Base value)
    {
        (string? From, string? To)[] spans = value switch
        {
            Period v => [(v.Start, v.End)],
            Timing { Event: { } e } when e.Any() => [(e.Min(StringComparer.Ordinal), e.Max(StringComparer.Ordinal))],
            Timing { Repeat.Bounds: Period v } => [(v.Start, v.End)],
            Timing => [],
            Instant v => [(v.ToString(), v.ToString())],
            Date or FhirDateTime => [(value.ToString(), value.ToString())],
            _ => [],
        };
        foreach (var (from, to) in spans.Where(s => s.From is not null || s.To is not null))
        {
            var start = from is null ? FhirDates.Earliest : FhirDates.Span(from).Value.Start;
            var end = to is null ? FhirDates.Latest : FhirDates.Span(to).Value.End;
            yield return $"{start:O}/{end:O}";
        }
    }

    private static IEnumerable<string> Numbers(Base value)
    {
        switch (value)
        {
            case Quantity { ValueElement.JsonValue: string }:
                break; // a number no decimal holds
            case Quantity { Value: { } number } v:
                var comparator = v.Comparator?.ToString() ?? "";
                yield return Number(
                    v.System, v.Code ?? v.Unit,
                    comparator.StartsWith("Less", StringComparison.Ordinal) ? double.NegativeInfinity : (double)number,
                    comparator.StartsWith("Greater", StringComparison.Ordinal)
                        ? double.PositiveInfinity : (double)number);
                break;
            case Hl7.Fhir.Model.Range v when (v.Low ?? v.High) is { } unit:
                yield return Number(
                    unit.System, unit.Code ?? unit.Unit,
                    (double?)v.Low?.Value ?? double.NegativeInfinity,
                    (double?)v.High?.Value ?? double.PositiveInfinity);
                break;
            case Money { Value: { } number } v:
                yield return Number(
                    "urn:iso:std:iso:4217", v.CurrencyElement?.ToString(), (double)number, (double)number);
                break;
            case Location.PositionComponent { Latitude: { } latitude, Longitude: { } longitude }:
                yield return Number("", "", (double)latitude, (double)latitude);
                yield return Number("", "", (double)longitude, (double)longitude);
                break;
            case PrimitiveType v when double.TryParse(v.ToString(), CultureInfo.InvariantCulture, out var number):
                yield return Number("", "", number, number);
                break;
        }
    }

    [GeneratedRegex(@"\.where\(resolve\(\) is \w+\)")]
    private static partial Regex Resolve();

    [GeneratedRegex("^[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}(?=$|/_history/)")]
    private static partial Regex LocalReference();
}
