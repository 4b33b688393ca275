using System.Text.RegularExpressions;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>
/// Cheap rules every write keeps and the SDK does not look at: extensions (ext-1), references (ref-1 and their form),
/// contained resources (dom-2, dom-4, dom-5, ids).
/// </summary>
internal static partial class StructureRules
{
    private const string BadReference =
        "The reference is neither Type/id, an absolute URL, urn:uuid:, urn:oid:, # nor a search.";

    public static void Check(Resource resource, List<HubError> faults)
    {
        switch (resource)
        {
            case Bundle bundle:
                Visit(bundle, bundle.TypeName, [], faults);
                break;
            case Parameters parameters:
                Visit(parameters, parameters.TypeName, [], faults);
                break;
            default:
                Root(resource, resource.TypeName, faults);
                break;
        }
    }

    private static void Root(Resource resource, string path, List<HubError> faults)
    {
        var contained = new HashSet<string>(StringComparer.Ordinal);
        if (resource is DomainResource { Contained: { Count: > 0 } inner })
        {
            for (var i = 0; i < inner.Count; i++)
                Contained(inner[i], $"{path}.contained[{i}]", contained, faults);
        }

        Visit(resource, path, contained, faults);
    }

    private static void Contained(Resource inner, string path, HashSet<string> ids, List<HubError> faults)
    {
        if (string.IsNullOrEmpty(inner.Id))
            Add(faults, HubErrorCode.FieldMissing, "A contained resource needs an id.", path + ".id");
        else if (!ids.Add(inner.Id))
            Add(faults, HubErrorCode.FieldMalformed, "Another contained resource has this id.", path + ".id");
        if (inner.Meta is { } meta && (meta.VersionId is not null || meta.LastUpdated is not null))
            Add(faults, HubErrorCode.RuleBroken, "A contained resource has no version (dom-4).", path + ".meta");
        if (inner.Meta?.Security is { Count: > 0 })
            Add(faults, HubErrorCode.RuleBroken, "A contained resource has no labels (dom-5).", path + ".meta.security");
    }

    private static void Visit(Base element, string path, HashSet<string> contained, List<HubError> faults)
    {
        if (faults.Count >= InputLimits.Errors)
            return;
        switch (element)
        {
            case Extension extension when extension.Value is null == (extension.Extension.Count == 0):
                Add(faults, HubErrorCode.RuleBroken, "An extension has a value or extensions, not both (ext-1).", path);
                break;
            case ResourceReference reference:
                Reference(reference, path, contained, faults);
                break;
            default:
                break;
        }

        foreach (var (name, value) in element.EnumerateElements())
        {
            if (value is Base child)
                Child(child, $"{path}.{name}", contained, faults);
            else if (value is System.Collections.IEnumerable list and not string)
                List(list, $"{path}.{name}", contained, faults);
        }
    }

    private static void List(
        System.Collections.IEnumerable list, string path, HashSet<string> contained, List<HubError> faults)
    {
        var i = 0;
        foreach (var item in list)
        {
            if (item is Base child)
                Child(child, $"{path}[{i}]", contained, faults);
            i++;
        }
    }

    private static void Child(Base child, string path, HashSet<string> contained, List<HubError> faults)
    {
        // A resource inside a Bundle or Parameters has contained resources of its own; one inside `contained` has not.
        if (child is Resource resource and not (Bundle or Parameters) && !path.Contains(".contained[", StringComparison.Ordinal))
            Root(resource, path, faults);
        else if (child is not PrimitiveType { HasElements: false })
            Visit(child, path, contained, faults);
    }

    private static void Reference(
        ResourceReference reference, string path, HashSet<string> contained, List<HubError> faults)
    {
        if (reference.Reference is not { Length: > 0 } text)
            return;
        if (text[0] == '#')
        {
            if (text.Length > 1 && !contained.Contains(text[1..]))
                Add(faults, HubErrorCode.RuleBroken, "No contained resource has this id (ref-1).", path + ".reference");
        }
        else if (!IsReference(text))
        {
            Add(faults, HubErrorCode.FieldMalformed, BadReference, path + ".reference");
        }
    }

    private static bool IsReference(string text)
    {
        if (text.AsSpan().ContainsAny(" \t\r\n"))
            return false;
        if (Absolute().IsMatch(text))
            return true;
        var end = text.IndexOfAny(['/', '?']);
        return end > 0 && ModelInfo.IsKnownResource(text[..end])
            && (text[end] == '?' ? text.Length > end + 1 : RelativeRest().IsMatch(text.AsSpan(end)));
    }

    private static void Add(List<HubError> faults, HubErrorCode code, string text, string path) =>
        faults.Add(new(code, text, path));

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:.")]
    private static partial Regex Absolute();

    [GeneratedRegex(@"^/[A-Za-z0-9\-.]{1,64}(/_history/[A-Za-z0-9\-.]{1,64})?$")]
    private static partial Regex RelativeRest();
}
