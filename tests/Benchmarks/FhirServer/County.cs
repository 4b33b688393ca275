using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Benchmarks.FhirServer;

/// <summary>Made-up residents and their records: the same for the same numbers.</summary>
internal static class County
{
    public const int PerPatient = 20;
    private const string Mr = "urn:hub:county:mr";
    private const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗";
    private const string Given = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰文华建国志红梅玉春晓东海燕云飞";
    private static readonly string[] Codes = ["718-7", "6690-2", "777-3", "789-8", "2345-7", "2160-0", "3094-0", "1742-6"];

    public static string PatientId(int n) => $"p{n:D8}";

    public static string ObservationId(int patient, int n) => $"o{patient:D8}-{n:D3}";

    public static string Name(int n) =>
        $"{Surnames[n % Surnames.Length]}{Given[n / 20 % Given.Length]}{Given[n / 800 % Given.Length]}";

    public static Patient Patient(int n) => new()
    {
        Id = PatientId(n),
        Active = true,
        Identifier = [new(Mr, $"MR{n:D8}"), new(FhirNames.HealthRecord, $"HR{n:D10}")],
        Name = [new() { Text = Name(n), Family = Name(n)[..1], Given = [Name(n)[1..]] }],
        Gender = n % 2 == 0 ? AdministrativeGender.Male : AdministrativeGender.Female,
        BirthDate = string.Create(CultureInfo.InvariantCulture, $"{1940 + (n % 80)}-{1 + (n % 12):D2}-{1 + (n % 28):D2}"),
        Telecom = [new(ContactPoint.ContactPointSystem.Phone, ContactPoint.ContactPointUse.Mobile, $"139{n:D8}")],
        Address = [new() { Text = $"城关镇幸福路{n % 500}号", City = "城关镇" }],
    };

    public static Observation Observation(int patient, int n, string? id)
    {
        var code = Codes[n % Codes.Length];
        var day = 1 + ((patient + n) % 28);
        return new()
        {
            Id = id,
            Status = ObservationStatus.Final,
            Identifier = [new("urn:hub:county:observation", $"{patient}/{n}/{id ?? Guid.NewGuid().ToString("N")}")],
            Category = [new("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "Laboratory")],
            Code = new(FhirNames.Loinc, code, "检验项目") { Text = "检验项目 " + code },
            Subject = new($"Patient/{PatientId(patient)}") { Display = Name(patient) },
            Effective = new FhirDateTime(2026, 1 + (n % 9), day, 9, n % 60, 0, TimeSpan.FromHours(8)),
            Issued = new DateTimeOffset(2026, 1 + (n % 9), day, 10, n % 60, 0, TimeSpan.FromHours(8)),
            Value = new Quantity { Value = 100 + (n % 50), Unit = "g/L", System = FhirNames.Ucum, Code = "g/L" },
            Interpretation = [new("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "N", "Normal")],
            ReferenceRange = [new() { Low = new() { Value = 110, Unit = "g/L" }, High = new() { Value = 160, Unit = "g/L" } }],
            Note = [new() { Text = new Markdown(new string('x', 700)) }],
        };
    }

    public static Encounter Encounter(int patient, int n) => new()
    {
        Id = $"e{patient:D8}-{n}",
        Status = Hl7.Fhir.Model.Encounter.EncounterStatus.Finished,
        Class = new("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB"),
        Identifier = [new("urn:hub:county:vn", $"{patient}-{n}")],
        Subject = new($"Patient/{PatientId(patient)}"),
        Period = new() { Start = $"2026-0{1 + n}-10T08:00:00+08:00", End = $"2026-0{1 + n}-10T09:00:00+08:00" },
    };

    /// <summary>Patient, two visits and seventeen results.</summary>
    public static IEnumerable<Resource> Record(int patient)
    {
        yield return Patient(patient);
        yield return Encounter(patient, 0);
        yield return Encounter(patient, 1);
        for (var n = 0; n < PerPatient - 3; n++)
            yield return Observation(patient, n, ObservationId(patient, n));
    }
}
