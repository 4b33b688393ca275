using System.Collections.Frozen;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;
using static Hl7.Fhir.Model.ContactPoint;

namespace IntegrationHub.Adapters;

/// <summary>Codes about people.</summary>
internal static class PersonCodes
{
    /// <summary>Table 0001, with GB/T 2261.1 and the words themselves.</summary>
    public static readonly CodeMap<AdministrativeGender> Gender =
        new("table 0001 or GB/T 2261.1", AdministrativeGender.Unknown,
    [
        new("M", AdministrativeGender.Male),
        new("F", AdministrativeGender.Female),
        new("O", AdministrativeGender.Other),
        new("A", AdministrativeGender.Other),
        new("U", AdministrativeGender.Unknown),
        new("N", AdministrativeGender.Unknown),
    ])
        {
            LocalSystem = FhirNames.Sex,
            Usual = new Dictionary<string, AdministrativeGender>
            {
                ["0"] = AdministrativeGender.Unknown,
                ["1"] = AdministrativeGender.Male,
                ["2"] = AdministrativeGender.Female,
                ["9"] = AdministrativeGender.Unknown,
                ["男"] = AdministrativeGender.Male,
                ["女"] = AdministrativeGender.Female,
                ["男性"] = AdministrativeGender.Male,
                ["女性"] = AdministrativeGender.Female,
                ["未知"] = AdministrativeGender.Unknown,
                ["未说明"] = AdministrativeGender.Unknown,
            }.ToFrozenDictionary(),
        };

    /// <summary>Table 0200.</summary>
    public static HumanName.NameUse? NameUse(string? type) => type switch
    {
        "L" => HumanName.NameUse.Official,
        "D" => HumanName.NameUse.Usual,
        "N" => HumanName.NameUse.Nickname,
        "M" => HumanName.NameUse.Maiden,
        "T" => HumanName.NameUse.Temp,
        "A" or "BAD" => HumanName.NameUse.Old,
        "S" => HumanName.NameUse.Anonymous,
        _ => null,
    };

    /// <summary>Table 4000: ideographic, phonetic (pinyin) or alphabetic.</summary>
    public static Extension? Representation(string? code) => code switch
    {
        "I" => Written("IDE"),
        "P" => Written("SYL"),
        "A" => Written("ABC"),
        _ => null,
    };

    /// <summary>Tables 0201 and 0202.</summary>
    public static ContactPoint? Telecom(Xtn xtn)
    {
        var (equipment, use) = (xtn.EquipmentType, xtn.UseCode);
        if (xtn.Email is { } mail)
            return new() { System = ContactPointSystem.Email, Value = mail, Use = UseOf(use, equipment) };
        if (xtn.Number is not { } number)
            return null;
        return new()
        {
            System = equipment switch
            {
                "FX" => ContactPointSystem.Fax,
                "BP" => ContactPointSystem.Pager,
                "Internet" or "X.400" => ContactPointSystem.Email,
                _ => use is "NET" ? ContactPointSystem.Email : ContactPointSystem.Phone,
            },
            Value = number,
            Use = UseOf(use, equipment),
        };
    }

    private static ContactPointUse? UseOf(string? use, string? equipment) => (use, equipment) switch
    {
        (_, "CP") or ("PRS", _) => ContactPointUse.Mobile,
        ("PRN" or "ORN" or "VHN", _) => ContactPointUse.Home,
        ("WPN", _) => ContactPointUse.Work,
        _ => null,
    };

    private static Extension Written(string code) =>
        new("http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation", new Code(code));
}
