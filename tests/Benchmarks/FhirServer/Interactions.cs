using IntegrationHub.Fhir;

namespace IntegrationHub.Benchmarks.FhirServer;

/// <summary>The requests that are measured.</summary>
/// <param name="http">Client of the hub.</param>
/// <param name="patients">Residents loaded.</param>
internal sealed class Interactions(RawHttp http, int patients)
{
    private static readonly string[] Codes = ["718-7", "6690-2", "777-3", "789-8"];

    public RawHttp Http => http;

    public IReadOnlyList<(string Name, Func<long, byte[]> Request)> Reading =>
    [
        ("read", n => Get($"Observation/{County.ObservationId(Some(n), (int)(n % 17))}")),
        ("search by token (identifier)", n => Get($"Patient?identifier=urn:hub:county:mr%7CMR{Some(n):D8}")),
        ("search by reference (visits of a patient)", n => Get($"Encounter?patient={County.PatientId(Some(n))}")),
        ("search by reference and token (patient, code)", n =>
            Get($"Observation?patient={County.PatientId(Some(n))}&code=http://loinc.org%7C{Codes[n % 4]}")),
        ("search by reference and date", n =>
            Get($"Observation?patient={County.PatientId(Some(n))}&date=ge2026-03-01&date=lt2026-05-01")),
        ("worklist (status, newest 10)", _ => Get("Encounter?status=finished&_sort=-date&_count=10")),
    ];

    public Func<long, byte[]> Named(string name) => name switch
    {
        "create" => Create,
        "transaction" => Transaction,
        _ => Reading[0].Request,
    };

    public byte[] Create(long n) =>
        http.Request("POST", "/fhir/Observation", FhirJson.Serialize(County.Observation(Some(n), (int)(n % 17), null)));

    public byte[] Transaction(long n) => http.Request("POST", "/fhir", FhirJson.Serialize(new Hl7.Fhir.Model.Bundle
    {
        Type = Hl7.Fhir.Model.Bundle.BundleType.Transaction,
        Entry =
        [
            .. Enumerable.Range(0, 100).Select(i => new Hl7.Fhir.Model.Bundle.EntryComponent
            {
                FullUrl = $"urn:uuid:{Guid.NewGuid()}",
                Resource = County.Observation(Some((n * 100) + i), i % 17, null),
                Request = new() { Method = Hl7.Fhir.Model.Bundle.HTTPVerb.POST, Url = "Observation" },
            }),
        ],
    }));

    public async Task WarmAsync(TimeSpan each)
    {
        foreach (var (_, request) in Reading)
            await http.RunAsync(16, each / 2, request, default);
        await http.RunAsync(8, each, Create, default);
        await http.RunAsync(4, each, Transaction, default);
    }

    private int Some(long n) => (int)(n * 7919 % patients);

    private byte[] Get(string path) => http.Request("GET", "/fhir/" + path);
}
