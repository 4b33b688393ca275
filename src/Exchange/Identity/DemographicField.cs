using Hl7.Fhir.Model;

namespace IntegrationHub.Exchange;

/// <summary>One element of a Patient that has a newest value of its own.</summary>
internal sealed record DemographicField(string Name, Func<Patient, bool> Has, Action<Patient, Patient> Copy)
{
    /// <summary>Every element of Patient that is not an identifier, a link, or the hub's own.</summary>
    public static readonly IReadOnlyList<DemographicField> All =
    [
        new("name",          p => p.Name.Count > 0,             (from, to) => to.Name = from.Name),
        new("gender",        p => p.GenderElement is not null,  (from, to) => to.GenderElement = from.GenderElement),
        new("birthDate",     p => p.BirthDateElement is not null,
            (from, to) => to.BirthDateElement = from.BirthDateElement),
        new("deceased",      p => p.Deceased is not null,       (from, to) => to.Deceased = from.Deceased),
        new("telecom",       p => p.Telecom.Count > 0,          (from, to) => to.Telecom = from.Telecom),
        new("address",       p => p.Address.Count > 0,          (from, to) => to.Address = from.Address),
        new("marital",       p => p.MaritalStatus is not null,  (from, to) => to.MaritalStatus = from.MaritalStatus),
        new("multipleBirth", p => p.MultipleBirth is not null,  (from, to) => to.MultipleBirth = from.MultipleBirth),
        new("photo",         p => p.Photo.Count > 0,            (from, to) => to.Photo = from.Photo),
        new("contact",       p => p.Contact.Count > 0,          (from, to) => to.Contact = from.Contact),
        new("communication", p => p.Communication.Count > 0,    (from, to) => to.Communication = from.Communication),
        new("doctor",        p => p.GeneralPractitioner.Count > 0,
            (from, to) => to.GeneralPractitioner = from.GeneralPractitioner),
        new("organization",  p => p.ManagingOrganization is not null,
            (from, to) => to.ManagingOrganization = from.ManagingOrganization),
    ];

    /// <summary>One field per extension URL: each has its own newest value.</summary>
    public static DemographicField Extension(string url) => new(
        url,
        p => p.Extension.Exists(e => e.Url == url),
        (from, to) =>
        {
            to.Extension.RemoveAll(e => e.Url == url);
            to.Extension.AddRange(from.Extension.Where(e => e.Url == url));
        });

    /// <summary>The fields <paramref name="patient"/> says something about.</summary>
    public static IReadOnlyList<DemographicField> Of(Patient patient) =>
    [
        .. All.Where(f => f.Has(patient)),
        .. patient.Extension.Select(e => e.Url).OfType<string>().Distinct().Select(Extension),
    ];
}
