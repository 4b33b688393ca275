using System.Diagnostics.CodeAnalysis;

namespace IntegrationHub.Fhir;

/// <summary>Reads literal references to resources of this store.</summary>
public static class FhirReference
{
    /// <summary>Reads <c>Type/id</c>, <c>Type/id/_history/n</c> or an absolute URL that ends so.</summary>
    /// <returns>False for null, <c>urn:uuid:…</c>, contained (<c>#x</c>) and everything else.</returns>
    public static bool TryRead(
        string? reference, [NotNullWhen(true)] out string? type, [NotNullWhen(true)] out string? id)
    {
        (type, id) = (null, null);
        if (reference is null || reference.StartsWith("urn:", StringComparison.Ordinal) || reference.StartsWith('#'))
            return false;
        var history = reference.IndexOf("/_history/", StringComparison.Ordinal);
        var plain = history < 0 ? reference.AsSpan() : reference.AsSpan(0, history);
        var slash = plain.LastIndexOf('/');
        if (slash <= 0 || slash == plain.Length - 1)
            return false;
        var head = plain[..slash];
        var name = head[(head.LastIndexOf('/') + 1)..];
        if (name.IsEmpty || !char.IsAsciiLetterUpper(name[0]))
            return false;
        (type, id) = (name.ToString(), plain[(slash + 1)..].ToString());
        return true;
    }
}
