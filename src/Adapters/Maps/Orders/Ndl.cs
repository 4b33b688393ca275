using Hl7.Fhir.Model;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>NDL (OBR-32 to 34): a person and the facility he or she worked in. Both are kept: 基层检查、上级诊断.</summary>
internal static class Ndl
{
    public static void AddTo(List<ResourceReference> people, FieldReader f)
    {
        foreach (var one in f.Repetitions())
        {
            if (Person(one) is { } person)
                people.Add(person);
            if (Facility(one) is { } facility
                && !people.Exists(p => p.Reference == facility.Reference && facility.Reference is not null))
                people.Add(facility);
        }
    }

    // NDL.1 is a name with sub-components; some senders write an XCN over the whole field instead.
    private static ResourceReference? Person(FieldReader f)
    {
        var second = f.Value.Component(2);
        var isXcn = second.HasValue && !char.IsAsciiDigit(second.Span[0]);
        return isXcn ? f.Practitioner() : f.At(f.Value.Component(1)).Practitioner();
    }

    private static ResourceReference? Facility(FieldReader f)
    {
        var hd = Hd.Read(f.Value.Component(7));
        return f.Organization(hd.NamespaceId, null, hd.UniversalId);
    }
}
