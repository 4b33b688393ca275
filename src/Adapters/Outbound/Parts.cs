using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>Puts escaped parts together; trailing empty ones are left out.</summary>
internal static class Parts
{
    public static string? Escape(string? text) =>
        string.IsNullOrEmpty(text) ? null : Hl7Escapes.Escape(text, Hl7Separators.Usual);

    /// <summary>Components of escaped text.</summary>
    public static string? Components(params ReadOnlySpan<string?> parts) => Join('^', parts);

    /// <summary>Sub-components of plain text.</summary>
    public static string? SubComponents(params ReadOnlySpan<string?> parts)
    {
        var escaped = new string?[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            escaped[i] = Escape(parts[i]);
        return Join('&', escaped);
    }

    private static string? Join(char separator, ReadOnlySpan<string?> parts)
    {
        while (!parts.IsEmpty && string.IsNullOrEmpty(parts[^1]))
            parts = parts[..^1];
        return parts.IsEmpty ? null : string.Join(separator, parts);
    }
}
