using System.Collections.Frozen;
using IntegrationHub.Fhir;
using static IntegrationHub.Store.RecordClass;

namespace IntegrationHub.Store;

/// <summary>Codes that begin like this make a record sensitive.</summary>
/// <param name="Class">One of <see cref="RecordClasses.Sensitive"/>.</param>
/// <param name="System">Code system.</param>
/// <param name="Prefix">What the code begins with.</param>
public sealed record SensitiveCode(RecordClass Class, string System, string Prefix);

/// <summary>Which codings make a record sensitive: security labels, and lists of codes.</summary>
public sealed class SensitiveCodes
{
    private static readonly string[] Icd10Systems =
        [FhirNames.Icd10, "http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm",
            "http://hl7.org/fhir/sid/icd-10-cn", "urn:oid:2.16.840.1.113883.6.3", "urn:oid:2.16.840.1.113883.6.90"];

    // WHO ICD-10; the Chinese editions (国标版, 国临版) add digits behind these. The longest prefix decides.
    private static readonly (RecordClass Class, string Prefixes)[] Icd10 =
    [
        (Hiv, "B20 B21 B22 B23 B24 F02.4 O98.7 R75 Z11.4 Z20.6 Z21 Z71.7"),
        (MentalHealth, "F X6 X70 X71 X72 X73 X74 X75 X76 X77 X78 X79 X80 X81 X82 X83 X84 Z91.5"),
        (Substance, "F1 T40 Z50.2 Z50.3 Z71.4 Z71.5 Z72.2"),
        (SexualHealth, "A50 A51 A52 A53 A54 A55 A56 A57 A58 A59 A60 A61 A62 A63 A64 F52 O98.1 O98.2 O98.3 Z11.3 Z20.2"),
        (Reproductive, "O03 O04 O05 O06 O07 O08 N97 Z30 Z31 Z64.0"),
        (Genetic, "D56 D57 E84 G10 Q9 Z13.7 Z15 Z31.5"),
        (Abuse, "T74 T76 X85 X86 X87 X88 X89 X9 Y0 Z04.4 Z04.5 Z61.4 Z61.5 Z61.6 Z63.0"),
    ];

    // ICD-9-CM-3: termination, sterilisation, assisted reproduction.
    private const string Icd9Reproductive = "63.7 66.2 66.3 69.01 69.51 69.92 74.91 75.0";

    // Antibody, antigen, RNA and load of HIV; treponemal and reagin tests, gonorrhoea and chlamydia.
    private static readonly (RecordClass Class, string Codes)[] Loinc =
    [
        (Hiv, """
            10351-5 20447-9 21007-0 22357-8 24013-5 25835-0 25836-8 29327-4 29539-4 29541-0 29893-5 30245-5 30361-0
            31201-7 33806-1 33866-5 35437-3 35438-1 38998-1 40732-0 40733-8 41143-9 41144-7 41145-4 41290-8 42339-2
            42600-9 42768-2 43009-0 43010-8 43599-0 44533-8 44607-0 44871-2 44872-0 44873-8 48345-3 48346-1 49573-9
            49580-4 49905-3 5017-9 5018-7 5220-9 5221-7 5222-5 5223-3 5224-1 5225-8 53379-4 56888-1 58900-2 59419-2
            62456-9 68961-2 69668-2 75622-1 75666-8 77685-6 7917-8 7918-6 7919-4 80203-3 80387-4 83101-6 85037-0
            85361-4 85380-4 86233-4 89365-1 89374-3 9660-2 9661-0 9662-8 9663-6 9664-4 9665-1 9666-9 9836-8 9837-6
            """),
        (SexualHealth, """
            11084-1 11597-2 17723-8 17724-6 17725-3 17726-1 17727-9 17728-7 17729-5 20507-0 20508-8 21613-5 22461-8
            22462-6 22585-4 22587-0 22590-4 22594-6 24110-9 24111-7 24312-1 26009-1 31146-4 31147-2 34147-9 34382-2
            36902-5 36903-3 40679-3 40680-1 43304-5 43305-2 47236-5 47237-3 47238-1 47387-6 50388-8 50690-7 51838-1
            51839-9 5291-0 5292-8 5392-6 5393-4 5394-2 63464-2 6349-5 6561-5 6562-3 691-6 698-1 71793-4 8041-6 88718-2
            """),
    ];

    private static readonly FrozenDictionary<(string System, string Code), RecordClass> Labels = new[]
    {
        (Hiv, "ActCode", "HIV"),
        (MentalHealth, "ActCode", "PSY PSYTHPN BH MH COGN DVD EMOTDIS"),
        (Substance, "ActCode", "SUD ETH ETHUD OPIOIDUD"),
        (SexualHealth, "ActCode", "STD SEX"),
        (Genetic, "ActCode", "GDIS SCA SICKLE"),
        (Reproductive, "ActCode", "PREGNANT"),
        (Abuse, "ActCode", "SDV VIO MST"),
        (Restricted, "ActCode", "TBOO VIP CEL"),
        (Restricted, "Confidentiality", "R"),
        (VeryRestricted, "Confidentiality", "V"),
    }.SelectMany(l => l.Item3.Split(' ').Select(c => KeyValuePair.Create((FhirNames.V3(l.Item2), c), l.Item1)))
        .ToFrozenDictionary();

    private readonly FrozenDictionary<string, (string Prefix, RecordClass Class)[]> lists;

    /// <summary>The built-in lists and more.</summary>
    public SensitiveCodes(IEnumerable<SensitiveCode> more) => lists = BuiltIn().Concat(more)
        .GroupBy(c => c.System, StringComparer.Ordinal)
        .ToFrozenDictionary(
            g => g.Key, g => g.Select(c => (c.Prefix, c.Class)).OrderByDescending(c => c.Prefix.Length).ToArray());

    /// <summary>What a coding says; <see cref="Open"/> when it is not sensitive.</summary>
    public RecordClass Of(string system, string code)
    {
        if (Labels.TryGetValue((system, code), out var label))
            return label;
        if (!lists.TryGetValue(system, out var prefixes))
            return Open;
        var (found, length) = (Open, 0);
        foreach (var (prefix, own) in prefixes)
        {
            if (prefix.Length < length)
                break; // the longest decides; several of the same length add up
            if (code.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                (found, length) = (found | own, prefix.Length);
        }

        return found;
    }

    /// <summary>What a security label means; <see cref="Open"/> when the hub does not know it.</summary>
    public static RecordClass OfLabel(string? system, string? code) =>
        Labels.GetValueOrDefault((system ?? "", code ?? ""));

    private static IEnumerable<SensitiveCode> BuiltIn() =>
    [
        .. from system in Icd10Systems
           from line in Icd10
           from prefix in Words(line.Prefixes)
           select new SensitiveCode(line.Class, system, prefix),
        .. Words(Icd9Reproductive).Select(p => new SensitiveCode(Reproductive, FhirNames.Icd9Cm3, p)),
        .. from line in Loinc
           from code in Words(line.Codes)
           select new SensitiveCode(line.Class, FhirNames.Loinc, code),
    ];

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
