namespace IntegrationHub.Adapters;

/// <summary>Local codes of one hospital and the standard codes they mean (<c>codes/*.csv</c>).</summary>
/// <param name="Name">Name of the table, for warnings.</param>
/// <param name="Rows">Local code → standard code.</param>
public sealed record CodeTable(string Name, IReadOnlyDictionary<string, StandardCode> Rows)
{
    /// <summary>System of the local codes; null: what the message says, else a name scoped by the member.</summary>
    public string? LocalSystem { get; init; }

    /// <summary>The standard coding comes before the local one. The local one is always kept.</summary>
    public bool StandardFirst { get; init; } = true;
}

/// <summary>A standard code.</summary>
/// <param name="System">System URI; for fields bound to an HL7 table (PID-8, OBX-11) the code is that of the
/// table.</param>
/// <param name="Code">Code.</param>
/// <param name="Display">Its name, when known.</param>
public sealed record StandardCode(string System, string Code, string? Display = null);
