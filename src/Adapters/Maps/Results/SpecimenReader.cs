using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>SPM, or the specimen fields of OBR before version 2.5 → Specimen.</summary>
internal static class SpecimenReader
{
    /// <summary>Reads an SPM segment.</summary>
    /// <param name="scope">The conversion.</param>
    /// <param name="spm">The segment.</param>
    /// <param name="order">Order number, for specimens without a number of their own.</param>
    /// <param name="request">The order it was taken for.</param>
    /// <param name="specimen">What was read.</param>
    public static ResourceReference Read(
        Scope scope, Hl7Segment spm, string order, ResourceReference? request, out Specimen specimen)
    {
        specimen = New(scope, request);
        SpmMap.Rows.Read(spm, specimen, scope);
        return Put(scope, specimen, $"{order}/{specimen.Type?.Coding.FirstOrDefault()?.Code ?? "1"}");
    }

    /// <summary>OBR says something about the one specimen of its group, too.</summary>
    public static void Complete(Scope scope, Hl7Segment obr, Specimen specimen) =>
        ObrMap.Specimen.Read(obr, specimen, scope);

    /// <summary>Reads OBR-15 and its neighbours; null when the order names no specimen.</summary>
    public static ResourceReference? ReadOrder(Scope scope, Hl7Segment obr, string order, ResourceReference? request)
    {
        if (!obr[15].HasValue)
            return null;
        var specimen = New(scope, request);
        ObrMap.Specimen.Read(obr, specimen, scope);
        return Put(scope, specimen, order);
    }

    private static Specimen New(Scope scope, ResourceReference? request)
    {
        var specimen = new Specimen { Subject = scope.Patient };
        if (request is not null)
            specimen.Request.Add(request);
        return specimen;
    }

    private static ResourceReference Put(Scope scope, Specimen specimen, string otherwise)
    {
        if (specimen.Identifier.Count == 0)
            specimen.Identifier.Add(new(scope.SystemOf(scope.Context.Member, Kinds.Specimen), otherwise));
        return scope.Draft.Put(specimen, specimen.Identifier[0].System!, specimen.Identifier[0].Value!);
    }
}
