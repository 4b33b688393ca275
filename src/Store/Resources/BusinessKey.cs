namespace IntegrationHub.Store;

/// <summary>A business identifier that names exactly one resource of its type.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="System">Identifier system; always given.</param>
/// <param name="Value">Identifier value.</param>
public sealed record BusinessKey(string Type, string System, string Value);

/// <summary>A resource by its place.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Id">Logical id.</param>
public readonly record struct ResourceKey(string Type, string Id)
{
    /// <inheritdoc />
    public override string ToString() => $"{Type}/{Id}";
}
