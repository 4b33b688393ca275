using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>Reads a stored <c>SearchParameter</c>; every mistake is reported at once.</summary>
internal sealed partial class CustomDefinition(SearchParameter source)
{
    /// <summary>Characters of an expression; the longest of R4 has fewer than 3,000, and unions of types are long.
    /// </summary>
    public const int LongestExpression = 10_000;

    private readonly List<HubError> errors = [];

    public Result<IReadOnlyList<SearchParameterInfo>> Read()
    {
        var name = source.Code ?? "";
        if (name.Length == 0)
            errors.Add(HubError.FieldMissing("SearchParameter.code", "The name used in queries"));
        else if (!Code().IsMatch(name))
            errors.Add(HubError.FieldMalformed(
                "SearchParameter.code", "letters, digits, '.', '-' and '_', beginning with a letter, at most 64"));
        if (string.IsNullOrEmpty(source.Url))
            errors.Add(HubError.FieldMissing("SearchParameter.url", "The canonical URL"));
        var kind = Kind();
        var targets = Targets();
        var made = Types().Select(t => Make(t, name, kind, targets)).ToList();
        return errors.Count > 0 ? Result<IReadOnlyList<SearchParameterInfo>>.Failed([.. errors.Distinct()]) : made;
    }

    private SearchParameterInfo Make(string type, string name, SearchParamType kind, List<string> targets)
    {
        if (SearchParameters.StandardOf(type).Find(name) is not null)
            errors.Add(new(
                HubErrorCode.Conflict, $"FHIR itself defines this parameter of {type}; choose another code.",
                "SearchParameter.code"));
        var branches = Branches(type);
        return new(name, kind, FirstLine())
        {
            Resource = type,
            Url = source.Url ?? "",
            Expression = source.Expression ?? "",
            IndexedAs = [name],
            Targets = targets,
            Narrowed = branches.Count > 0 && branches.All(b => b.Narrow is not null),
            Parts = kind == SearchParamType.Composite ? Parts(type) : [],
            IsCustom = true,
        };
    }

    private SearchParamType Kind()
    {
        if (source.TypeElement?.JsonValue is null)
            errors.Add(HubError.FieldMissing("SearchParameter.type", "The way values are compared"));
        else if (source.Type is null or SearchParamType.Special)
            errors.Add(HubError.FieldMalformed("SearchParameter.type", "a type other than special"));
        else
            return source.Type.Value;
        return SearchParamType.String;
    }

    private List<string> Types()
    {
        var named = source.BaseElement.Select(b => b.JsonValue as string ?? "").ToList();
        if (named.Count == 0)
            errors.Add(HubError.FieldMissing("SearchParameter.base", "A resource type"));
        for (var i = 0; i < named.Count; i++)
        {
            if (named[i] is not ("Resource" or "DomainResource") && !SearchParameters.IsType(named[i]))
                errors.Add(HubError.FieldMalformed($"SearchParameter.base[{i}]", "a resource type of FHIR R4"));
        }

        return [.. named.SelectMany(Expand).Distinct()];
    }

    private static IEnumerable<string> Expand(string type) => type switch
    {
        "Resource" => SearchParameters.Types,
        "DomainResource" => SearchParameters.Types.Where(t => SearchParameters.StandardOf(t).Find("_text") is not null),
        _ => SearchParameters.IsType(type) ? [type] : [],
    };

    private List<string> Targets()
    {
        var targets = source.TargetElement.Select(t => t.JsonValue as string ?? "").ToList();
        for (var i = 0; i < targets.Count; i++)
        {
            if (!SearchParameters.IsType(targets[i]) && targets[i] != "Resource")
                errors.Add(HubError.FieldMalformed($"SearchParameter.target[{i}]", "a resource type of FHIR R4"));
        }

        return [.. targets.Where(t => t != "Resource").Distinct()];
    }

    private IReadOnlyList<Branch> Branches(string type)
    {
        if (string.IsNullOrWhiteSpace(source.Expression))
        {
            errors.Add(HubError.FieldMissing("SearchParameter.expression", "A FHIRPath expression"));
            return [];
        }

        if (!IsShort(source.Expression, "SearchParameter.expression"))
            return [];
        var branches = Branch.Read(source.Expression, type);
        if (branches.Count == 0)
            errors.Add(HubError.FieldMalformed("SearchParameter.expression", $"a path that begins with {type}"));
        foreach (var branch in branches)
            Check(branch, type, "SearchParameter.expression");
        return branches;
    }

    private void Check(Branch branch, string? type, string path)
    {
        if (PathParser.Parse(branch.Key.Replace("%resource.", "", StringComparison.Ordinal)) is { } steps)
        {
            if (type is not null && ElementFacts.UnknownElement(type, steps) is { } unknown)
                errors.Add(HubError.FieldMalformed(path, $"a path of {type}: it has no element {unknown}"));
        }
        else if (PathLimits.Refusal(branch.Text, path) is { } refused)
        {
            errors.Add(refused);
        }
        else if (!FhirPathStep.Compiles(branch.Text))
        {
            errors.Add(HubError.FieldMalformed(path, "FHIRPath"));
        }
    }

    private bool IsShort(string expression, string path)
    {
        if (expression.Length <= LongestExpression)
            return true;
        errors.Add(HubError.LimitExceeded("An expression", LongestExpression, path));
        return false;
    }

    private List<CompositePart> Parts(string type)
    {
        var parts = new List<CompositePart>();
        if (source.Component.Count < 2)
            errors.Add(HubError.FieldMissing("SearchParameter.component", "Two components at least"));
        for (var i = 0; i < source.Component.Count; i++)
        {
            var component = source.Component[i];
            var path = $"SearchParameter.component[{i}].expression";
            if (!IsShort(component.Expression ?? "", path))
                continue;
            foreach (var branch in Branch.ReadComponent(component.Expression ?? ""))
                Check(branch, null, path);
            if (Component(type, component.Definition) is { Type: not SearchParamType.Composite } part)
                parts.Add(new(part.Name, part.Type) { Expression = component.Expression ?? "" });
            else
                errors.Add(HubError.FieldMalformed(
                    $"SearchParameter.component[{i}].definition", $"the URL of a search parameter of {type}"));
        }

        return parts;
    }

    private static SearchParameterInfo? Component(string type, string? url) =>
        SearchParameters.Of(type).FirstOrDefault(p => p.Url == url);

    private string FirstLine()
    {
        var text = (source.Description ?? source.Name ?? source.Code ?? "").Trim();
        var end = text.IndexOfAny(['\r', '\n']);
        return end < 0 ? text : text[..end];
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex Code();
}
