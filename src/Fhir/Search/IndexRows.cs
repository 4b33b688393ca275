using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;

namespace IntegrationHub.Fhir;

/// <summary>Collects the rows of one resource; each method knows one FHIR data type.</summary>
internal sealed class IndexRows
{
    private readonly List<IndexRow> rows = new(16);

    public IReadOnlyList<IndexRow> Distinct() => rows.Count < 2 ? rows : [.. rows.Distinct()];

    public void Token(string parameter, string? system, string? code)
    {
        if (!string.IsNullOrEmpty(code))
            rows.Add(new TokenRow(parameter, system ?? "", code));
    }

    public void Token(string parameter, IEnumerable<Identifier> identifiers)
    {
        foreach (var identifier in identifiers)
            Token(parameter, identifier.System, identifier.Value);
    }

    public void Token(string parameter, Identifier? identifier) =>
        Token(parameter, identifier?.System, identifier?.Value);

    public void Token(string parameter, CodeableConcept? concept)
    {
        foreach (var coding in concept?.Coding ?? [])
            Token(parameter, coding.System, coding.Code);
    }

    public void Token(string parameter, IEnumerable<CodeableConcept> concepts)
    {
        foreach (var concept in concepts)
            Token(parameter, concept);
    }

    public void Token(string parameter, Coding? coding) => Token(parameter, coding?.System, coding?.Code);

    public void Token(string parameter, bool? value)
    {
        if (value is { } known)
            Token(parameter, "", known ? "true" : "false");
    }

    /// <summary>A code FHIR itself defines; found without a system.</summary>
    public void Token<T>(string parameter, Code<T>? code)
        where T : struct, Enum => Token(parameter, "", code?.Value?.GetLiteral());

    public void Token(string parameter, IEnumerable<ContactPoint> contacts, ContactPoint.ContactPointSystem kind)
    {
        foreach (var contact in contacts)
        {
            if (contact.System == kind)
                Token(parameter, "", contact.Value);
        }
    }

    public void Date(string parameter, DataType? value)
    {
        if (FhirDates.Span(value) is var (start, end))
            rows.Add(new DateRow(parameter, start, end));
    }

    public void Reference(string parameter, ResourceReference? reference)
    {
        if (FhirReference.TryRead(reference?.Reference, out var type, out var id))
            rows.Add(new ReferenceRow(parameter, type, id));
    }

    public void Reference(string parameter, IEnumerable<ResourceReference> references)
    {
        foreach (var reference in references)
            Reference(parameter, reference);
    }

    public void Text(string parameter, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
            rows.Add(new StringRow(parameter, SearchText.Fold(value)));
    }

    public void Name(IEnumerable<HumanName> names)
    {
        foreach (var name in names)
        {
            Text("name", name.Text);
            Text("name", name.Family);
            foreach (var given in name.Given)
                Text("name", given);
        }
    }
}
