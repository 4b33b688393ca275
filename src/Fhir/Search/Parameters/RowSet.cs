using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>Elements that the same parameters read, the same way: indexed once, under one name.</summary>
/// <param name="Users">Parameters that these rows answer.</param>
/// <param name="Branches">Alternatives to evaluate, each once.</param>
/// <param name="Names">The row name; one per user when no name is free for all of them.</param>
internal sealed record RowSet(
    IReadOnlyList<DraftParameter> Users, IReadOnlyList<Branch> Branches, IReadOnlyList<string> Names)
{
    public SearchParamType Type => Users[0].Type;

    /// <summary>Reference rows of other types answer nobody; empty: every row does.</summary>
    public IReadOnlyList<string> OnlyTargets =>
        Users.All(u => u.IsNarrowed) || Branches.Any(b => b.Key.Contains("[0]", StringComparison.Ordinal))
            ? [.. Users.SelectMany(u => u.Targets).Distinct()]
            : [];

    public string NameFor(DraftParameter user) => Names.Count == 1 ? Names[0] : user.Name;

    /// <summary>Groups the alternatives of all parameters by who reads them, and names the groups.</summary>
    public static IReadOnlyList<RowSet> Share(IReadOnlyList<DraftParameter> parameters)
    {
        // Loops: queries over tuples cost 30 ms of compilation at the start of the process.
        var readers = new Dictionary<string, List<DraftParameter>>(StringComparer.Ordinal);
        var branches = new Dictionary<string, Branch>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            foreach (var branch in parameter.Branches)
            {
                var key = $"{parameter.Type} {branch.Key}";
                if (branches.TryAdd(key, branch))
                    readers.Add(key, []);
                if (!readers[key].Contains(parameter))
                    readers[key].Add(parameter);
            }
        }

        var groups = readers.Keys
            .GroupBy(key => string.Join(' ', readers[key].Select(r => r.Name)), StringComparer.Ordinal)
            .OrderBy(g => readers[g.First()].Count);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. groups.Select(g => Named(readers[g.First()], [.. g.Select(key => branches[key])], taken))];
    }

    private static RowSet Named(List<DraftParameter> users, List<Branch> branches, HashSet<string> taken) =>
        new(users, branches, Name(users, branches, taken));

    // The best name is the parameter that needs these rows and no others, and says so: subject rather than patient.
    private static IReadOnlyList<string> Name(
        List<DraftParameter> users, List<Branch> branches, HashSet<string> taken)
    {
        var name = users
            .Where(u => !taken.Contains(u.Name))
            .OrderBy(u => u.Branches.Count == branches.Count ? 0 : 1)
            .ThenBy(u => u.IsNarrowed ? 1 : 0)
            .ThenBy(u => branches[0].Key.EndsWith(u.Name, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .ThenBy(u => u.Name, StringComparer.Ordinal)
            .FirstOrDefault()?.Name;
        if (name is null)
            return [.. users.Select(u => u.Name)];
        taken.Add(name);
        return [name];
    }
}
