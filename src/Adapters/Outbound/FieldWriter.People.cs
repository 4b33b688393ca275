using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <content>People, organisations and places, followed through the bundle where a reference leads to one.</content>
internal readonly partial struct FieldWriter
{
    /// <summary>XPN repetitions.</summary>
    public void Names(IEnumerable<HumanName> names) => Raw(names.Select(Xpn));

    /// <summary>XCN of each.</summary>
    public void Staff(IEnumerable<ResourceReference?> people)
    {
        var writer = this;
        Raw(people.Select(p => writer.Xcn(p)));
    }

    public void Staff(ResourceReference? person) => Raw(Xcn(person));

    /// <summary>NDL: number and name one level deeper than XCN (OBR-32).</summary>
    public void Interpreter(ResourceReference? person)
    {
        if (PersonOf(person) is not var (number, name) || (number is null && name is null))
            return;
        Raw(Parts.SubComponents([number?.Value, .. NameParts(name)]));
    }

    public void Organization(ResourceReference? organization)
    {
        var (name, number) = OrganizationOf(organization);
        Raw(Parts.Components(
            Parts.Escape(name), null, null, null, null, null, null, null, null, Parts.Escape(number)));
    }

    /// <summary>PL from a Location; without one the facility alone.</summary>
    public void Place(ResourceReference? place, ResourceReference? facility = null)
    {
        var location = draft.Find<Location>(place);
        var number = location?.Identifier.Find(i => Numbers.KindOf(i) == Kinds.Location)?.Value;
        var parts = number?.Split('/') ?? [];
        var at = SystemNames.Giver(location?.Identifier.FirstOrDefault()?.System, draft.Context.Members).Namespace
            ?? OrganizationOf(facility ?? location?.ManagingOrganization).Number;
        Raw(Parts.Components(
            Parts.Escape(parts.ElementAtOrDefault(0) ?? location?.Name ?? place?.Display),
            Parts.Escape(parts.ElementAtOrDefault(1)), Parts.Escape(parts.ElementAtOrDefault(2)),
            Parts.Escape(at), null, null, null, null, number is null ? null : Parts.Escape(location?.Name)));
    }

    /// <summary>XAD repetitions.</summary>
    public void Addresses(IEnumerable<Address> addresses) => Raw(addresses.Select(Xad));

    /// <summary>XTN repetitions.</summary>
    public void Telecoms(IEnumerable<ContactPoint> contacts) => Raw(contacts.Select(Xtn));

    public static string? Xpn(HumanName? name) => name is null ? null : Parts.Components(
        [.. NameParts(name).Select(Parts.Escape), name.Use is HumanName.NameUse.Official ? "L" : null]);

    private string? Xcn(ResourceReference? person)
    {
        if (PersonOf(person) is not var (number, name) || (number is null && name is null))
            return null;
        var parts = NameParts(name);
        var giver = SystemNames.Giver(number?.System, draft.Context.Members);
        return Parts.Components(
            Parts.Escape(number?.Value), Parts.Escape(parts[0]), Parts.Escape(parts[1]), Parts.Escape(parts[2]),
            Parts.Escape(parts[3]), Parts.Escape(parts[4]), null, null,
            Parts.SubComponents(giver.Namespace, giver.UniversalId, giver.Type));
    }

    /// <summary>Number and name of a member of staff; an organisation is nobody.</summary>
    internal (Identifier? Number, HumanName? Name)? PersonOf(ResourceReference? person)
    {
        if (person is null)
            return null;
        var practitioner = draft.Find<Practitioner>(person)
            ?? draft.Find<Practitioner>(draft.Find<PractitionerRole>(person)?.Practitioner);
        if (practitioner is null && (person.Reference?.Contains("Organization/", StringComparison.Ordinal) ?? false))
            return null;
        var number = practitioner?.Identifier.Find(i => Numbers.KindOf(i) == Kinds.Staff)
            ?? practitioner?.Identifier.FirstOrDefault();
        var name = practitioner?.Name.FirstOrDefault()
            ?? (person.Display is { } display ? new HumanName { Text = display } : null);
        return (number, name);
    }

    /// <summary>Name and number of an organisation: its facility when it is a member.</summary>
    internal (string? Name, string? Number) OrganizationOf(ResourceReference? organization)
    {
        if (draft.Member(organization) is { } member)
            return (member.Name, member.Facilities[0]);
        var resource = draft.Find<Organization>(organization);
        return (resource?.Name ?? organization?.Display, resource?.Identifier.FirstOrDefault()?.Value);
    }

    // Family, given, middle, suffix, prefix, degree: a name that cannot be told apart stands whole in the first.
    private static string?[] NameParts(HumanName? name) => name?.Family is null
        ? [name?.Text ?? name?.Given.FirstOrDefault(), null, null, null, null, null]
        :
        [
            name.Family, name.Given.ElementAtOrDefault(0), name.Given.ElementAtOrDefault(1),
            name.Suffix.FirstOrDefault(), name.Prefix.FirstOrDefault(), null,
        ];

    private static string? Xad(Address address)
    {
        var lines = address.Line.ToList();
        return Parts.Components(
            Parts.Escape(lines.ElementAtOrDefault(0) ?? address.Text), Parts.Escape(lines.ElementAtOrDefault(1)),
            Parts.Escape(address.City), Parts.Escape(address.State), Parts.Escape(address.PostalCode),
            Parts.Escape(address.Country),
            address.Use switch
            {
                Address.AddressUse.Home => "H",
                Address.AddressUse.Work => "B",
                Address.AddressUse.Temp => "C",
                Address.AddressUse.Old => "BA",
                _ => null,
            },
            Parts.Escape(lines.ElementAtOrDefault(2)), Parts.Escape(address.District));
    }

    private static string? Xtn(ContactPoint contact)
    {
        if (string.IsNullOrEmpty(contact.Value))
            return null;
        if (contact.System is ContactPoint.ContactPointSystem.Email)
            return Parts.Components(null, "NET", "Internet", Parts.Escape(contact.Value));
        var use = contact.Use is ContactPoint.ContactPointUse.Work ? "WPN" : "PRN";
        var equipment = contact.System is ContactPoint.ContactPointSystem.Fax ? "FX"
            : contact.Use is ContactPoint.ContactPointUse.Mobile ? "CP" : "PH";
        return Parts.Components(Parts.Escape(contact.Value), use, equipment);
    }
}
