using Hl7.Fhir.Model;

namespace IntegrationHub.Exchange;

/// <summary>Finds every reference inside a resource, extensions and contained resources included.</summary>
internal static class References
{
    public static IEnumerable<ResourceReference> In(Base node)
    {
        if (node is ResourceReference self)
            yield return self;
        foreach (var (_, value) in node.EnumerateElements())
        {
            switch (value)
            {
                case PrimitiveType primitive when !primitive.HasExtensions():
                    break;
                case Base child:
                    foreach (var reference in In(child))
                        yield return reference;
                    break;
                case IEnumerable<Base> children:
                    foreach (var reference in children.SelectMany(In))
                        yield return reference;
                    break;
            }
        }
    }
}
