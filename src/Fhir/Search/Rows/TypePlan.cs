using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>How the rows of one resource type are made.</summary>
internal sealed class TypePlan(IReadOnlyList<RowReading> simple, IReadOnlyList<CompositeReading> composites)
{
    public static readonly TypePlan Empty = new([], []);

    public static TypePlan Of(
        string type, IReadOnlyList<RowSet> sets, IEnumerable<SearchParameterInfo> composites) =>
        new(
            [.. sets.Select(s => new RowReading(s.Names, s.Type, [.. s.Branches.Select(Reading.Of)], s.OnlyTargets))],
            [.. composites.Where(HasRows).Select(c => CompositeReading.Of(type, c))]);

    /// <summary>The plan of parameters that share no rows.</summary>
    public static TypePlan Of(string type, IReadOnlyList<SearchParameterInfo> parameters) =>
        new(
            [.. parameters.Where(p => p.Type != SearchParamType.Composite).Select(p => RowReading.Of(type, p))],
            [.. parameters.Where(HasRows).Select(c => CompositeReading.Of(type, c))]);

    /// <param name="resource">The resource.</param>
    /// <param name="rows">Where the rows go.</param>
    /// <param name="only">Names of the rows wanted; null: all.</param>
    public void Write(Resource resource, RowWriter rows, IReadOnlySet<string>? only)
    {
        foreach (var reading in simple)
        {
            if (only is null || reading.Names.Any(only.Contains))
                reading.Write(resource, rows);
        }

        foreach (var composite in composites)
        {
            if (only is null || only.Contains(composite.Name))
                composite.Write(resource, rows);
        }
    }

    private static bool HasRows(SearchParameterInfo parameter) =>
        parameter.Type == SearchParamType.Composite && parameter.IndexedAs.Contains(parameter.Name);
}

/// <summary>Elements read once for all parameters that want them.</summary>
internal sealed class RowReading(
    IReadOnlyList<string> names, SearchParamType type, Reading[] readings, IReadOnlyList<string> onlyTargets)
{
    private readonly RowNames[] rowNames = [.. names.Select(n => new RowNames(n))];

    public IReadOnlyList<string> Names => names;

    public static RowReading Of(string type, SearchParameterInfo parameter) => new(
        [parameter.Name], parameter.Type, [.. Branch.Read(parameter.Expression, type).Select(Reading.Of)],
        parameter.Narrowed ? parameter.Targets : []);

    public void Write(Resource resource, RowWriter rows)
    {
        foreach (var name in rowNames)
        {
            rows.Begin(name, type, onlyTargets);
            foreach (var reading in readings)
                reading.Walk(resource, resource, rows);
        }
    }
}

/// <summary>A composite below the root: the parts of each element, together.</summary>
internal sealed class CompositeReading(
    string name, Reading[] elements, (RowNames Name, SearchParamType Type, Reading[] Readings)[] parts)
{
    public string Name => name;

    public static CompositeReading Of(string type, SearchParameterInfo parameter) => new(
        parameter.Name,
        [.. Branch.Read(parameter.Expression, type)
            .Where(b => b.Key.Length > 0 || !parameter.OnRoot).Select(Reading.Of)],
        [.. parameter.Parts.Select(p => (new RowNames(p.Parameter), p.Type,
            Branch.ReadComponent(p.Expression).Select(Reading.Of).ToArray()))]);

    public void Write(Resource resource, RowWriter rows)
    {
        var found = new FoundElements();
        foreach (var reading in elements)
            reading.Walk(resource, resource, found);
        for (var i = 0; i < found.Elements.Count; i++)
            Write(found.Elements[i], i + 1, resource, rows);
    }

    private void Write(Base element, int number, Resource resource, RowWriter rows)
    {
        var start = rows.Count;
        for (var i = 0; i < parts.Length; i++)
        {
            var from = rows.Count;
            rows.BeginPart(parts[i].Name, parts[i].Type);
            foreach (var reading in parts[i].Readings)
                reading.Walk(element, resource, rows);
            if (rows.Count == from)
            {
                rows.CutTo(start); // a part without a value can never match
                return;
            }

            rows.Compose(from, name, number, i + 1);
        }
    }

    private sealed class FoundElements : IFindings
    {
        public List<Base> Elements { get; } = [];

        public void Found(Base value, Base parent) => Elements.Add(value);
    }
}

/// <summary>The names of the rows a parameter makes, put together once.</summary>
internal sealed class RowNames(string name)
{
    public string Plain => name;

    /// <summary>Text beside a code.</summary>
    public string Text { get; } = name + ":text";

    /// <summary>Identifier of a logical reference.</summary>
    public string Identifier { get; } = name + ":identifier";

    public string Latitude { get; } = name + ":lat";

    public string Longitude { get; } = name + ":lng";
}
