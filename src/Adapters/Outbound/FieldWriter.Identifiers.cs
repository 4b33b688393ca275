using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <content>Numbers, each with its giver.</content>
internal readonly partial struct FieldWriter
{
    /// <summary>EI.</summary>
    public void Entity(Identifier? number) => Raw(Ei(number, separator: '^'));

    /// <summary>The first number of this kind, or of this type of table 0203, as EI.</summary>
    public void Entity(IEnumerable<Identifier> numbers, string kind, string? type = null) =>
        Entity(Numbers.Find(numbers, kind, type));

    /// <summary>CX repetitions.</summary>
    public void Identifiers(IEnumerable<Identifier> numbers) => Raw(numbers.Select(Cx));

    public string? Cx(Identifier? number)
    {
        if (string.IsNullOrEmpty(number?.Value))
            return null;
        var giver = SystemNames.Giver(number.System, draft.Context.Members);
        return Parts.Components(
            Parts.Escape(number.Value), null, null,
            Parts.SubComponents(giver.Namespace, giver.UniversalId, giver.Type), Parts.Escape(Numbers.TypeOf(number)));
    }

    /// <summary>EI; with sub-components where it stands inside a component (SPM-2).</summary>
    public string? Ei(Identifier? number, char separator)
    {
        if (string.IsNullOrEmpty(number?.Value))
            return null;
        var giver = SystemNames.Giver(number.System, draft.Context.Members);
        return separator == '&'
            ? Parts.SubComponents(number.Value, giver.Namespace, giver.UniversalId, giver.Type)
            : Parts.Components(
                Parts.Escape(number.Value), Parts.Escape(giver.Namespace), Parts.Escape(giver.UniversalId),
                Parts.Escape(giver.Type));
    }
}

/// <summary>Finds numbers by kind and tells their type.</summary>
internal static class Numbers
{
    private static readonly string Types = FhirNames.V2Table("0203");

    /// <summary>A number of this kind, else of this type of table 0203.</summary>
    public static Identifier? Find(IEnumerable<Identifier> numbers, string kind, string? type = null)
    {
        var all = numbers.ToList();
        return all.Find(n => KindOf(n) == kind) ?? (type is null ? null : all.Find(n => TypeOf(n) == type));
    }

    /// <summary>Last part of a hub system; null for national ones.</summary>
    public static string? KindOf(Identifier number) => SystemNames.Scope(number.System)?.Kind;

    /// <summary>Table 0203: as sent, else by system.</summary>
    public static string? TypeOf(Identifier number) => number.System switch
    {
        FhirNames.IdCard => "NI",
        FhirNames.IdCardUnverified => "U", // fails its own check digit: nobody shall match on it
        FhirNames.HealthCard => "HC",
        _ => number.Type?.Coding.Find(c => c.System == Types)?.Code ?? KindOf(number) switch
        {
            Kinds.MedicalRecord => "MR",
            Kinds.Visit => "VN",
            _ => null,
        },
    };
}
