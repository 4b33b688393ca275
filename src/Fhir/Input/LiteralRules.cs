using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Hl7.Fhir.Validation;

namespace IntegrationHub.Fhir;

/// <summary>
/// The SDK's checks, but URIs and codes as R4 defines them: the SDK refuses <c>urn:uuid</c> in capitals and other URIs
/// that R4 allows (<c>\S*</c>), and counts U+00A0 as white space, which the regular expressions of FHIR do not.
/// </summary>
internal sealed class LiteralRules : IPocoValidator
{
    private static readonly char[] XmlSpaces = [' ', '\t', '\r', '\n'];

    public IReadOnlyCollection<CodedValidationException> ValidateProperty(
        string name, object? value, PropertyMapping? mapping, PocoValidationContext context)
    {
        var found = FhirAttributeValidator.Default.ValidateProperty(name, value, mapping, context);
        return found.Count > 0 && Allowed(context.ObjectInstance, found) ? [] : found;
    }

    public IReadOnlyCollection<CodedValidationException> ValidateObject(
        Base instance, ClassMapping mapping, PocoValidationContext context)
    {
        var found = FhirAttributeValidator.Default.ValidateObject(instance, mapping, context);
        return found.Count > 0 ? Allowed(instance, found) ? [] : found
            : instance is PrimitiveType { JsonValue: string { Length: > InputLimits.StringLength } }
                and not (Base64Binary or XHtml)
            ? [TooLong(context)]
            : found;
    }

    private static CodedValidationException TooLong(PocoValidationContext context) => new(
        CodedValidationException.INVALID_STRING_LENGTH_CODE, "too long", "", context.PathProducer?.Invoke() ?? "",
        context.LineNumber, context.LinePosition, OperationOutcome.IssueSeverity.Error,
        OperationOutcome.IssueType.Value, "");

    private static bool Allowed(Base? instance, IReadOnlyCollection<CodedValidationException> found) =>
        found.All(f => f.ErrorCode == CodedValidationException.LITERAL_INVALID_CODE)
        && instance is PrimitiveType { JsonValue: string { Length: > 0 and <= InputLimits.StringLength } text }
        && instance switch
        {
            FhirUri or FhirUrl or Canonical => text.IndexOfAny(XmlSpaces) < 0,
            Code => IsCode(text),
            _ => false,
        };

    private static bool IsCode(string text) =>
        !XmlSpaces.Contains(text[0]) && !XmlSpaces.Contains(text[^1])
        && !text.AsSpan().ContainsAny('\t', '\r', '\n') && !text.Contains("  ", StringComparison.Ordinal);
}
