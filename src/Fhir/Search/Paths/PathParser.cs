using System.Globalization;
using System.Text.RegularExpressions;

namespace IntegrationHub.Fhir;

/// <summary>
/// Reads the part of FHIRPath that search definitions use: elements, <c>[0]</c>, <c>as(T)</c>, <c>where(x='y')</c>,
/// <c>extension('url')</c>, <c>exists()</c>. <see cref="Branch"/> has brought it into one spelling.
/// </summary>
internal static partial class PathParser
{
    /// <summary>The steps below the resource; null when the path needs all of FHIRPath.</summary>
    public static IReadOnlyList<PathStep>? Parse(string key)
    {
        if (ExistsAndNotFalse().Match(key) is { Success: true } special)
            return [new ExistsStep(special.Groups[1].Value, exceptFalse: true)];
        var steps = new List<PathStep>();
        for (var at = 0; at < key.Length;)
        {
            var match = Step().Match(key, at);
            if (!match.Success || !Add(steps, match))
                return null;
            at = match.Index + match.Length;
        }

        return steps;
    }

    /// <summary>Links the steps; null for the resource itself.</summary>
    public static PathStep? Link(IReadOnlyList<PathStep> steps)
    {
        for (var i = steps.Count - 1; i > 0; i--)
            steps[i - 1].Next = steps[i];
        return steps.Count == 0 ? null : steps[0];
    }

    private static bool Add(List<PathStep> steps, Match match)
    {
        if (match.Groups["name"] is { Success: true } name)
            steps.Add(new ChildStep(
                name.Value, match.Groups["index"] is { Success: true } i
                    ? int.Parse(i.Value, CultureInfo.InvariantCulture) : null));
        else if (match.Groups["type"] is { Success: true } type)
            steps.Add(new TypeStep(type.Value));
        else if (match.Groups["where"] is { Success: true } where)
            steps.Add(new WhereStep(where.Value, match.Groups["text"].Value));
        else if (match.Groups["url"] is { Success: true } url)
            steps.AddRange([new ChildStep("extension"), new WhereStep("url", url.Value)]);
        else if (steps.Count > 0 && steps[^1] is ChildStep { Index: null } last)
            steps[^1] = new ExistsStep(last.Name, exceptFalse: false);
        else
            return false;
        return true;
    }

    [GeneratedRegex("""
        \G(?:^|\.)(?:
            as\((?<type>\w+)\)
          | where\(\s*(?<where>\w+)\s*=\s*'(?<text>[^'\\]*)'\s*\)
          | extension\('(?<url>[^'\\]*)'\)
          | exists\(\)(?=$)
          | (?<name>[a-z]\w*)(?:\[(?<index>\d{1,4})\])?(?=\.|$))
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Step();

    [GeneratedRegex(@"^([a-z]\w*)\.exists\(\) and \w+\.\1 != false$")]
    private static partial Regex ExistsAndNotFalse();
}
