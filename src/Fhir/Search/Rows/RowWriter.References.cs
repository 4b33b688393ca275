using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

internal sealed partial class RowWriter
{
    private void Reference(Base value)
    {
        switch (value)
        {
            case ResourceReference reference:
                Literal(reference.Reference);
                if (reference.Identifier is { Value.Length: > 0 } identifier)
                    Add(new TokenRow(name.Identifier, identifier.System ?? "", identifier.Value));
                break;
            case Canonical canonical:
                Canonical(canonical.Value);
                break;
            case PrimitiveType primitive:
                Literal(Literal((Base)primitive));
                break;
            case Resource { Id.Length: > 0 } resource: // Bundle.entry[0].resource
                Local(resource.TypeName, resource.Id);
                break;
        }
    }

    private void Literal(string? url)
    {
        if (string.IsNullOrEmpty(url) || url[0] == '#')
            return;
        if (!IsAbsolute(url) && FhirReference.TryRead(url, out var target, out var id))
            Local(target, id);
        else
            Add(new ReferenceRow(name.Plain, "", WithoutHistory(url)));
    }

    // A versioned canonical is found with its version and without.
    private void Canonical(string? url)
    {
        Literal(url);
        var bar = url?.IndexOf('|', StringComparison.Ordinal) ?? -1;
        if (bar > 0)
            Literal(url![..bar]);
    }

    private void Local(string target, string id)
    {
        if (onlyTargets.Count == 0 || onlyTargets.Contains(target))
            Add(new ReferenceRow(name.Plain, target, id));
    }

    // A scheme before the first slash: http:, https:, urn:, oid: …
    private static bool IsAbsolute(string url)
    {
        var at = url.AsSpan().IndexOfAny(':', '/');
        return at > 0 && url[at] == ':';
    }

    private static string WithoutHistory(string url)
    {
        var history = url.IndexOf("/_history/", StringComparison.Ordinal);
        return history < 0 ? url : url[..history];
    }
}
