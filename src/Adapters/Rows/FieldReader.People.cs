using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <content>People, organisations and places; what has a number becomes a resource of its own.</content>
internal readonly partial struct FieldReader
{
    public HumanName? Name()
    {
        var xpn = Xpn.Read(value);
        if (xpn.FullName is not { } text)
            return null;
        var (family, given, middle) = (xpn.Family, xpn.Given, xpn.Middle);
        var name = new HumanName { Text = text, Use = PersonCodes.NameUse(xpn.TypeCode) };
        if (given is not null) // one component alone holds the whole name: it cannot be told apart
            (name.Family, name.Given) = (family, middle is null ? [given] : [given, middle]);
        if (xpn.Prefix is { } prefix)
            name.Prefix = [prefix];
        if (xpn.Suffix is { } suffix)
            name.Suffix = [suffix];
        if (PersonCodes.Representation(xpn.Representation) is { } representation)
            name.Extension.Add(representation);
        return name;
    }

    public Address? Address() => Addresses.Read(Xad.Read(value));

    public ContactPoint? Telecom() => PersonCodes.Telecom(Xtn.Read(value));

    /// <summary>XCN as a reference; with a staff number to a Practitioner, else by name only.</summary>
    public ResourceReference? Practitioner()
    {
        var xcn = Xcn.Read(value);
        var (id, name) = (xcn.Id?.Trim(), xcn.FullName);
        if (name is null && id is not null && id.Any(c => c > '\u2E80'))
            (id, name) = (null, id); // the name was written where the number belongs
        if (id is null)
            return name is null ? null : new ResourceReference { Display = name };
        var authority = xcn.AssigningAuthority.NamespaceId;
        var system = authority is not null && scope.Context.Map.Authorities.TryGetValue(authority, out var configured)
            ? configured
            : scope.SystemOf(scope.MemberOf(xcn.AssigningFacility.NamespaceId ?? authority), Kinds.Staff);
        return Practitioner(system, id, name, xcn);
    }

    /// <summary>One reference per repetition.</summary>
    public List<ResourceReference> Practitioners()
    {
        var people = new List<ResourceReference>(1);
        foreach (var repetition in value.Repetitions)
        {
            if (repetition.HasValue && At(repetition).Practitioner() is { } who)
                people.Add(who);
        }

        return people;
    }

    /// <summary>
    /// XON as a reference: a member of the network, an outside organisation with a number, or a name.
    /// </summary>
    public ResourceReference? Organization()
    {
        var xon = Xon.Read(value);
        return Organization(xon.Name, xon.Id, xon.AssigningAuthority.NamespaceId);
    }

    public ResourceReference? Organization(string? name, string? id, string? authority)
    {
        var members = scope.Context.Members;
        if ((members.FindByFacility(id) ?? members.FindByFacility(name)
            ?? members.FindByFacility(authority)) is { } member)
            return new ResourceReference("Organization/" + member.Id)
            {
                Display = name is null || members.FindByFacility(name) is not null ? member.Name : name,
            };
        if (id is null)
            return name is null ? null : new ResourceReference { Display = name };
        var system = ChineseId.IsValidCreditCode(id)
            ? FhirNames.CreditCode
            : scope.SystemOf(scope.Context.Member, Kinds.Organization);
        return Named(scope.Draft.Stub(system, id,
            () => new Organization { Identifier = [new(system, id)], Name = name }), name);
    }

    /// <summary>PL as a reference to the innermost place named.</summary>
    public ResourceReference? Location()
    {
        var pl = Pl.Read(value);
        string?[] parts = [pl.PointOfCare, pl.Room, pl.Bed];
        var named = parts.Where(p => p is not null).ToList();
        var facility = pl.Facility.NamespaceId;
        var text = pl.Description
            ?? string.Join(' ', new[] { pl.Building, pl.Floor }.Concat(named).Where(p => p is not null));
        if (named.Count == 0)
            return text.Length == 0 ? null : new ResourceReference { Display = text };
        var member = scope.MemberOf(facility);
        var (system, id) = (scope.SystemOf(member, Kinds.Location), string.Join('/', parts).TrimEnd('/'));
        var kind = pl.Bed is not null ? "bd" : pl.Room is not null ? "ro" : "wa";
        var place = scope.Draft.Stub(system, id, () => new Location
        {
            Identifier = [new(system, id)],
            Name = text,
            PhysicalType = new(FhirNames.Terminology("location-physical-type"), kind),
            ManagingOrganization = new("Organization/" + member),
        });
        return Named(place, text);
    }

    private ResourceReference Practitioner(string system, string id, string? name, Xcn xcn)
    {
        var (family, given, prefix) = (xcn.Family, xcn.Given, xcn.Prefix);
        return Named(scope.Draft.Stub(system, id, () => new Practitioner
        {
            Identifier = [new(system, id)],
            Name = name is null ? [] : [new()
            {
                Text = name,
                Family = given is null ? null : family,
                Given = given is null ? [] : [given],
                Prefix = prefix is null ? [] : [prefix],
            }],
        }), name);
    }

    private static ResourceReference Named(ResourceReference reference, string? display) =>
        display is null ? reference : new(reference.Reference) { Display = display };
}
