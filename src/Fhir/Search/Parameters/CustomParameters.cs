namespace IntegrationHub.Fhir;

/// <summary>Search parameters that clients added: replaced as a whole, read without locks.</summary>
public sealed class CustomParameters
{
    private volatile Snapshot current = new(new Dictionary<string, OfType>());

    internal CustomParameters()
    {
    }

    /// <summary>All of them, for the CapabilityStatement and for tests.</summary>
    public IReadOnlyList<SearchParameterInfo> All => [.. current.ByType.Values.SelectMany(t => t.ByName.Values)];

    /// <summary>Puts these in place of all earlier ones; of two with one name and type the last counts.</summary>
    /// <param name="parameters">As <see cref="SearchParameterInfo.TryMake"/> made them.</param>
    public void Replace(IEnumerable<SearchParameterInfo> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        current = new(parameters
            .Where(p => SearchParameters.IsType(p.Resource))
            .GroupBy(p => p.Resource)
            .ToDictionary(g => g.Key, g => new OfType(g.Key, g), StringComparer.Ordinal));
    }

    internal IReadOnlyCollection<SearchParameterInfo> Of(string type) =>
        current.ByType.TryGetValue(type, out var found) ? found.ByName.Values : [];

    internal SearchParameterInfo? Find(string type, string name) =>
        current.ByType.TryGetValue(type, out var found) ? found.ByName.GetValueOrDefault(name) : null;

    internal TypePlan PlanOf(string type) =>
        current.ByType.TryGetValue(type, out var found) ? found.Plan : TypePlan.Empty;

    private sealed record Snapshot(Dictionary<string, OfType> ByType);

    private sealed class OfType(string type, IEnumerable<SearchParameterInfo> parameters)
    {
        public Dictionary<string, SearchParameterInfo> ByName { get; } = parameters
            .GroupBy(p => p.Name)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);

        public TypePlan Plan => field ??= TypePlan.Of(type, [.. ByName.Values]);
    }
}
