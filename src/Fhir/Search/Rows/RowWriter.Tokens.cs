using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

internal sealed partial class RowWriter
{
    private void Token(Base value)
    {
        switch (value)
        {
            case CodeableConcept concept:
                foreach (var coding in concept.Coding)
                    Token(coding.System, coding.Code);
                if (withText)
                    Texts(concept);
                break;
            case Coding coding:
                Token(coding.System, coding.Code);
                TextOf(coding.Display);
                break;
            case Identifier identifier:
                Token(identifier.System, identifier.Value);
                TextOf(identifier.Type?.Text);
                break;
            case ContactPoint contact:
                Token("", contact.Value);
                break;
            default:
                Token("", Literal(value));
                break;
        }
    }

    private void Token(string? system, string? code)
    {
        if (!string.IsNullOrEmpty(code))
            Add(new TokenRow(name.Plain, system ?? "", code));
    }

    private void Texts(CodeableConcept concept)
    {
        TextOf(concept.Text);
        foreach (var coding in concept.Coding)
            TextOf(coding.Display);
    }

    private void TextOf(string? text)
    {
        if (withText && !string.IsNullOrWhiteSpace(text))
            Add(new StringRow(name.Text, SearchText.Fold(text)));
    }
}
