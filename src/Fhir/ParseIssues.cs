using System.Collections.Frozen;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using Hl7.Fhir.Validation;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>
/// What the SDK's parser reports, as errors of the hub. The SDK's own texts repeat values, so ours replace them.
/// </summary>
internal static class ParseIssues
{
    private static readonly FrozenDictionary<string, (HubErrorCode Code, string Text)> Known =
        new Dictionary<string, (HubErrorCode, string)>
        {
            [CodedValidationException.MANDATORY_ELEMENT_MUST_BE_PRESENT_CODE] = Missing("The element is required."),
            [CodedValidationException.INCORRECT_CARDINALITY_MIN_CODE] = Missing("The element occurs too seldom."),
            [FhirJsonException.NO_RESOURCETYPE_PROPERTY_CODE] = Missing("resourceType is required and absent."),
            [CodedValidationException.INCORRECT_CARDINALITY_MAX_CODE] = Bad("The element occurs too often."),
            [CodedValidationException.UNKNOWN_ELEMENT_CODE] = Bad("FHIR R4 has no such element."),
            [CodedValidationException.WRONG_CASED_ELEMENT_CODE] = Bad("The element name is wrongly cased."),
            [CodedValidationException.UNKNOWN_RESOURCE_TYPE_CODE] = Bad("FHIR R4 has no such resource type."),
            [CodedValidationException.WRONG_CASED_RESOURCE_TYPE_CODE] = Bad("The resource type is wrongly cased."),
            [CodedValidationException.INVALID_CODED_VALUE_CODE] = Bad("The code is not in the required value set."),
            [CodedValidationException.INCORRECT_LITERAL_VALUE_TYPE_CODE] =
                Bad("The JSON type does not fit the element."),
            [CodedValidationException.LITERAL_INVALID_CODE] = Bad("The value is no literal of the element's type."),
            [CodedValidationException.INVALID_BASE64_VALUE_CODE] = Bad("The value is not base64."),
            [CodedValidationException.CHOICE_TYPE_NOT_ALLOWED_CODE] = Bad("The type is not allowed for this choice."),
            [CodedValidationException.NARRATIVE_XML_IS_MALFORMED_CODE] = Bad("The narrative is not well-formed XHTML."),
            [CodedValidationException.NARRATIVE_XML_IS_INVALID_CODE] = Bad("The narrative is not valid XHTML."),
            [CodedValidationException.ELEMENT_CANNOT_BE_EMPTY_CODE] = Bad("The element is empty."),
            [FhirJsonException.OBJECTS_CANNOT_BE_EMPTY_CODE] = Bad("The element is empty."),
            [FhirJsonException.ARRAYS_CANNOT_BE_EMPTY_CODE] = Bad("The array is empty."),
            [FhirJsonException.DUPLICATE_PROPERTY_CODE] = Bad("The property occurs twice."),
            [CodedValidationException.POSITIVE_INT_MUST_BE_POSITIVE_CODE] = Bad("The number must be 1 or more."),
            [CodedValidationException.UNSIGNED_INT_MUST_NOT_BE_NEGATIVE_CODE] = Bad("The number must be 0 or more."),
        }.ToFrozenDictionary();

    /// <param name="issue">What the SDK found.</param>
    /// <param name="type">Type of the resource, in place of the SDK's <c>$this</c>.</param>
    public static HubError ToError(CodedException issue, string? type)
    {
        var path = (issue as ExtendedCodedException)?.InstancePath?.Replace("$this", type, StringComparison.Ordinal);
        return Known.TryGetValue(issue.ErrorCode, out var known)
            ? new(known.Code, known.Text, path)
            : new(HubErrorCode.FieldMalformed, $"The JSON is not valid FHIR R4 here ({issue.ErrorCode}).", path);
    }

    private static (HubErrorCode, string) Missing(string text) => (HubErrorCode.FieldMissing, text);

    private static (HubErrorCode, string) Bad(string text) => (HubErrorCode.FieldMalformed, text);
}
