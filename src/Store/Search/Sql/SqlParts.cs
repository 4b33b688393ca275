using System.Globalization;

namespace IntegrationHub.Store;

/// <summary>Parameters and aliases of a statement under construction.</summary>
/// <param name="reader">Where it will run, and who asks.</param>
internal sealed class SqlParts(HubReader reader)
{
    private readonly List<(string Name, object? Value)> parameters = [];
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private int aliases;
    private bool asksView;

    /// <summary>Where the statement will run.</summary>
    public bool IsPostgres => reader.IsPostgres;

    /// <summary>All values.</summary>
    public (string Name, object? Value)[] Values => [.. parameters];

    /// <summary>Adds a value and returns the parameter's name.</summary>
    public string Add(string name, object? value)
    {
        var unique = string.Create(CultureInfo.InvariantCulture, $"@{name}{parameters.Count}");
        parameters.Add((unique, value));
        return unique;
    }

    /// <summary>The parameter for a name of the registry: a type or index row; one parameter however often it is
    /// used.</summary>
    public string Name(string text) => names.TryGetValue(text, out var known) ? known : names[text] = Add("n", text);

    /// <summary>Test that a column holds one of these names.</summary>
    public string Names(string column, IReadOnlyList<string> texts) => texts.Count == 1
        ? $"{column} = {Name(texts[0])}"
        : $"{column} in ({string.Join(", ", texts.Select(Name))})";

    /// <summary>What holds for a resource of the type that may be known; null: nothing has to.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="row">Alias of its row, asked for only when it is needed.</param>
    public string? Visible(string type, Func<string> row)
    {
        if (reader.View.IsHub)
            return null;
        if (!reader.View.SeesType(type))
            return "1 = 0";
        if (!asksView)
            parameters.AddRange(reader.View.Parameters(reader.Clock.GetUtcNow()));
        asksView = true;
        return reader.View.Where(row());
    }

    /// <summary>An alias nothing else in the statement has.</summary>
    public string Alias() => string.Create(CultureInfo.InvariantCulture, $"x{aliases++}");
}
