using IntegrationHub.Exchange;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Reads the section <c>fhir</c> of hub.yaml.</summary>
internal static class FhirSection
{
    public static FhirApiOptions Read(YamlSection fhir)
    {
        var usual = new FhirApiOptions();
        var options = new FhirApiOptions
        {
            BodyLimit = fhir.Number("body-bytes", usual.BodyLimit, 64 * 1024, 256 * 1024 * 1024),
            BundleLimit = fhir.Number("bundle-entries", usual.BundleLimit, 1, 10_000),
            ClientIds = fhir.Flag("client-ids", usual.ClientIds),
            EnforceProfiles = fhir.Flag("enforce-profiles", usual.EnforceProfiles),
            DeleteMany = fhir.Flag("delete-many", usual.DeleteMany),
            DeleteLimit = fhir.Number("delete-limit", usual.DeleteLimit, 1, 1_000),
            ConcurrentRequests = fhir.Number("concurrent-requests", usual.ConcurrentRequests, 1, 10_000),
            RequestsPerSecond = fhir.Number("requests-per-second", usual.RequestsPerSecond, 1, 1_000_000),
            AllowedOrigins = Origins(fhir),
        };
        fhir.Close();
        return options;
    }

    private static List<string> Origins(YamlSection fhir)
    {
        var origins = new List<string>();
        foreach (var text in fhir.Texts("origins"))
        {
            if (text.Value == "*" || (Uri.TryCreate(text.Value, UriKind.Absolute, out var uri)
                && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text.Value))
                origins.Add(text.Value);
            else
                fhir.Error("origins", $"\"{text.Value}\" is no origin such as https://portal.example.org, or *");
        }

        return origins;
    }
}
