using Hl7.Fhir.Model;

namespace IntegrationHub.Exchange;

/// <summary>Finds every reference inside a resource, extensions and contained resources included.</summary>
internal static class References
{
    public static IReadOnlyList<ResourceReference> In(Resource resource)
    {
        var found = new List<ResourceReference>();
        Collect(resource, found);
        return found;
    }

    private static void Collect(Base node, List<ResourceReference> found)
    {
        if (node is ResourceReference self)
            found.Add(self);
        foreach (var (_, value) in node.EnumerateElements())
        {
            if (value is Base child)
                Visit(child, found);
            else if (value is IEnumerable<Base> children)
            {
                foreach (var each in children)
                    Visit(each, found);
            }
        }
    }

    private static void Visit(Base child, List<ResourceReference> found)
    {
        if (child is not PrimitiveType primitive || primitive.HasExtensions())
            Collect(child, found);
    }
}
