namespace IntegrationHub.Fhir;

/// <summary>One line for definitions that several types share.</summary>
internal static class SharedDescriptions
{
    private static readonly Dictionary<string, string> Lines = new(StringComparer.Ordinal)
    {
        ["address"] = "Any part of the address",
        ["address-city"] = "City of an address",
        ["address-country"] = "Country of an address",
        ["address-postalcode"] = "Postal code of an address",
        ["address-state"] = "State or province of an address",
        ["address-use"] = "What an address is for",
        ["birthdate"] = "Date of birth",
        ["code"] = "What it is",
        ["context"] = "Use context",
        ["context-quantity"] = "Quantity or range of the use context",
        ["context-type"] = "Type of the use context",
        ["context-type-quantity"] = "Type and quantity of a use context",
        ["context-type-value"] = "Type and value of a use context",
        ["date"] = "When it happened or was recorded",
        ["description"] = "Description",
        ["email"] = "E-mail address",
        ["encounter"] = "Visit it belongs to",
        ["family"] = "Family name",
        ["gender"] = "Administrative gender",
        ["given"] = "Given name",
        ["identifier"] = "Business identifier",
        ["jurisdiction"] = "Intended jurisdiction",
        ["medication"] = "Medication, as a resource or a code",
        ["name"] = "Name",
        ["patient"] = "Patient it is about",
        ["phone"] = "Phone number",
        ["phonetic"] = "Name, also as it sounds",
        ["prescription"] = "Prescription behind it",
        ["publisher"] = "Publisher",
        ["status"] = "Status",
        ["telecom"] = "Any means of contact",
        ["title"] = "Title",
        ["type"] = "Kind",
        ["url"] = "Canonical URL",
        ["version"] = "Business version",
    };

    public static string Of(string name) => Lines.GetValueOrDefault(name, name);
}
