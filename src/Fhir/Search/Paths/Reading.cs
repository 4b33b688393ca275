using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>A compiled alternative of an expression.</summary>
/// <param name="First">First step; null for the element itself.</param>
/// <param name="FromRoot">Starts at the resource although it stands in a composite: <c>%resource.…</c>.</param>
internal sealed record Reading(PathStep? First, bool FromRoot)
{
    private const string Root = "%resource.";

    public static Reading Of(Branch branch)
    {
        var fromRoot = branch.Key.StartsWith(Root, StringComparison.Ordinal);
        var key = fromRoot ? branch.Key[Root.Length..] : branch.Key;
        return PathParser.Parse(key) is { } steps
            ? new(PathParser.Link(steps), fromRoot)
            : new(new FhirPathStep(branch.Text), FromRoot: false);
    }

    public void Walk(Base element, Resource resource, IFindings findings)
    {
        var start = FromRoot ? resource : element;
        if (First is null)
            findings.Found(start, start);
        else
            First.Walk(start, start, findings);
    }
}
