using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>XAD → Address: 省 state, 市 city, 县区 district, and GB/T 2260 codes wherever they were put.</summary>
internal static class Addresses
{
    public static Address? Read(Xad xad)
    {
        var address = new Address
        {
            Use = UseOf(xad.TypeCode),
            PostalCode = xad.Zip,
            Country = xad.Country,
        };
        address.State = NameOrCode(address, xad.State);
        address.City = NameOrCode(address, xad.City);
        address.District = NameOrCode(address, xad.County);
        if (xad.Street is { } street)
            address.LineElement.Add(new(street));
        if (xad.OtherDesignation is { } other)
            address.LineElement.Add(new(other));
        if (xad.OtherGeographic is { } place)
            address.LineElement.Add(new(place));
        address.Text = TextOf(address);
        return address.Text is null && address.PostalCode is null && address.Extension.Count == 0 ? null : address;
    }

    private static string? NameOrCode(Address address, string? part)
    {
        if (part is null || !ChineseId.IsDivisionCode(part))
            return part;
        address.Extension.RemoveAll(e => e.Url == FhirNames.DivisionCode); // the last one is the finest
        address.Extension.Add(new(FhirNames.DivisionCode, new Code(part)));
        return null;
    }

    // As it is written here: from the province to the door.
    private static string? TextOf(Address address)
    {
        var line = string.Concat(address.Line);
        var areas = new[] { address.State, address.City, address.District }.OfType<string>().Distinct();
        var missing = string.Concat(areas.Where(a => !line.Contains(a, StringComparison.Ordinal)));
        return missing.Length + line.Length == 0 ? null : missing + line;
    }

    private static Address.AddressUse? UseOf(string? type) => type switch
    {
        "H" or "P" or "L" => Address.AddressUse.Home,
        "B" or "O" => Address.AddressUse.Work,
        "C" => Address.AddressUse.Temp,
        "BA" => Address.AddressUse.Old,
        _ => null,
    };
}
