using System.Buffers;
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
    private const int PathLimit = 400;

    private static readonly SearchValues<char> Names =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.[]_");

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
            [FhirJsonException.NESTED_ARRAY_CODE] = Bad("An array inside an array is not allowed."),
            [FhirJsonException.EXPECTED_PRIMITIVE_NOT_NULL_CODE] = Bad("null is not allowed here."),
            [FhirJsonException.PRIMITIVE_ARRAYS_ONLY_NULL_CODE] = Bad("The array holds nothing but null."),
            [CodedValidationException.REPEATING_ELEMENT_CANNOT_CONTAIN_NULL_CODE] = Bad("null is not allowed here."),
            [FhirJsonException.UNEXPECTED_PRIMITIVE_VALUE_FOR_NON_PRIMITIVE_CODE] = Bad("An object is expected here."),
            [FhirJsonException.UNEXPECTED_OBJECT_VALUE_FOR_PRIMITIVE_CODE] = Bad("A plain value is expected here."),
            [FhirJsonException.USE_OF_UNDERSCORE_WITH_NON_PRIMITIVE_CODE] = Bad("Only plain values have a _ twin."),
            [FhirJsonException.UNDERSCORE_SHOULD_BE_OBJECT_CODE] = Bad("The _ twin must be an object."),
            [FhirJsonException.PRIMITIVE_VALUE_SUPPLIED_TWICE_CODE] = Bad("The value is given twice."),
            [FhirJsonException.RESOURCETYPE_SHOULD_BE_STRING_CODE] = Bad("resourceType must be a string."),
            [FhirJsonException.CHOICE_ELEMENT_MUST_HAVE_SUFFIX_CODE] = Bad("The name lacks the type of the choice."),
            [CodedValidationException.PROPERTY_TYPE_MISMATCH_CODE] =
                Bad("One value stands where an array belongs, or the reverse."),
            [CodedValidationException.INVALID_STRING_LENGTH_CODE] = Bad("The string is empty or too long."),
            [CodedValidationException.CONTAINED_RESOURCES_CANNOT_BE_NESTED_CODE] =
                Bad("Contained resources cannot contain resources (dom-2)."),
            [FhirXmlException.EMPTY_ELEMENT_NAMESPACE_CODE] = Bad("The element has no namespace."),
            [FhirXmlException.INCORRECT_ELEMENT_NAMESPACE_CODE] = Bad("The namespace is not http://hl7.org/fhir."),
            [FhirXmlException.INCORRECT_XHTML_NAMESPACE_CODE] = Bad("The narrative is not in the XHTML namespace."),
            [FhirXmlException.INCORRECT_ATTRIBUTE_NAMESPACE_CODE] = Bad("The attribute has a foreign namespace."),
            [FhirXmlException.ELEMENT_OUT_OF_ORDER_CODE] = Bad("The element stands out of order."),
            [FhirXmlException.ELEMENT_NOT_IN_SEQUENCE_CODE] = Bad("Repetitions of an element must stand together."),
            [FhirXmlException.EMPTY_RESOURCE_CONTAINER_CODE] = Bad("A resource is expected here."),
            [FhirXmlException.MULTIPLE_ELEMENTS_IN_RESOURCE_CONTAINER_CODE] = Bad("Only one resource can stand here."),
            [FhirXmlException.ELEMENT_SHOULD_HAVE_BEEN_AN_ATTRIBUTE_CODE] = Bad("This must be an attribute."),
            [FhirXmlException.ATTRIBUTE_SHOULD_HAVE_BEEN_AN_ELEMENT_CODE] = Bad("This must be an element."),
            [CodedValidationException.POSITIVE_INT_MUST_BE_POSITIVE_CODE] = Bad("The number must be 1 or more."),
            [CodedValidationException.UNSIGNED_INT_MUST_NOT_BE_NEGATIVE_CODE] = Bad("The number must be 0 or more."),
        }.ToFrozenDictionary();

    /// <param name="issue">What the SDK found.</param>
    /// <param name="type">Type of the resource, in place of the SDK's <c>$this</c>; null when R4 has no such type.</param>
    public static HubError ToError(CodedException issue, string? type)
    {
        var (code, text) = Known.TryGetValue(issue.ErrorCode, out var known)
            ? known
            : (HubErrorCode.FieldMalformed, $"This is not valid FHIR R4 ({issue.ErrorCode}).");
        var place = issue as ExtendedCodedException;
        var path = type is null ? null : place?.InstancePath?.Replace("$this", type, StringComparison.Ordinal);
        return new(code, text, string.IsNullOrEmpty(path) ? null : Safe(path))
        {
            Line = place?.LineNumber is > 0 and { } line ? (int)line : 1,
            Column = place?.Position is > 0 and { } column ? (int)column : null,
        };
    }

    /// <summary>The path as far as it is made of names: a made-up property name may hold anything.</summary>
    public static string Safe(string path)
    {
        var end = path.AsSpan().IndexOfAnyExcept(Names);
        path = end < 0 ? path : path[..Math.Max(path.LastIndexOf('.', end), 0)];
        return path.Length <= PathLimit ? path : path[..path.LastIndexOf('.', PathLimit)];
    }

    private static (HubErrorCode, string) Missing(string text) => (HubErrorCode.FieldMissing, text);

    private static (HubErrorCode, string) Bad(string text) => (HubErrorCode.FieldMalformed, text);
}
