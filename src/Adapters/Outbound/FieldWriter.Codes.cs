using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <content>Codes: the first three codings, and the words of the author when they say more.</content>
internal readonly partial struct FieldWriter
{
    public void Concept(CodeableConcept? concept) => Raw(Cwe(concept));

    public void Concepts(IEnumerable<CodeableConcept> concepts) => Raw(concepts.Select(Cwe));

    /// <summary>A concept whose first coding of a system stands alone, e.g. a code of table 0074.</summary>
    public void Code(IEnumerable<CodeableConcept> concepts, string system) =>
        Text(concepts.SelectMany(c => c.Coding).FirstOrDefault(c => c.System == system)?.Code);

    /// <summary>A number with its unit.</summary>
    public void Quantity(Quantity? quantity)
    {
        if (quantity?.Value is { } value)
            Raw(Parts.Components(Values.Text(value), Unit(quantity, separator: '&')));
    }

    /// <summary>The unit of a number: its UCUM code first, its name beside it.</summary>
    public void Unit(Quantity? quantity) => Raw(quantity is null ? null : Unit(quantity, separator: '^'));

    public string? Cwe(CodeableConcept? concept)
    {
        if (concept is null)
            return null;
        var codings = concept.Coding.FindAll(c => c.System != FhirNames.ObservationSuffix);
        var suffix = concept.Coding.Find(c => c.System == FhirNames.ObservationSuffix)?.Code;
        var (first, second, third) = (Coding(codings, 0), Coding(codings, 1), Coding(codings, 2));
        var display = first?.Display ?? (second is null ? concept.Text : null);
        var said = concept.Text is { } text && codings.TrueForAll(c => c.Display != text) && text != display
            ? text
            : null;
        var isCwe = draft.IsAtLeast(2, 5); // CE of earlier versions ends after the sixth component
        if (!isCwe)
            display ??= said;
        return Parts.Components(
            Parts.SubComponents(first?.Code, suffix), Parts.Escape(display), System(first),
            Parts.Escape(second?.Code), Parts.Escape(second?.Display), System(second),
            isCwe ? Parts.Escape(first?.Version) : null, isCwe ? Parts.Escape(second?.Version) : null,
            isCwe ? Parts.Escape(said) : null,
            draft.IsAtLeast(2, 7) ? Parts.Escape(third?.Code) : null,
            draft.IsAtLeast(2, 7) ? Parts.Escape(third?.Display) : null,
            draft.IsAtLeast(2, 7) ? System(third) : null);
    }

    private string? System(Coding? coding) =>
        coding?.Code is null ? null : Parts.Escape(SystemNames.OfCodes(coding.System, draft.Context.Custodian));

    private string? Unit(Quantity quantity, char separator)
    {
        if (quantity.Code is not { } code)
            return Parts.Escape(quantity.Unit);
        var system = SystemNames.OfCodes(quantity.System, draft.Context.Custodian);
        var name = quantity.Unit == code ? null : quantity.Unit;
        return separator == '&'
            ? Parts.SubComponents(code, name, system)
            : Parts.Components(Parts.Escape(code), Parts.Escape(name), Parts.Escape(system));
    }

    private static Coding? Coding(List<Coding> codings, int index) =>
        index < codings.Count ? codings[index] : null;
}
