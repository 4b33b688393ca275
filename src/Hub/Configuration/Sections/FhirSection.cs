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
            RequestsPerDay = fhir.Number("requests-per-day", usual.RequestsPerDay, 1, int.MaxValue),
            RefusalsPerMinute = fhir.Number("refusals-per-minute", usual.RefusalsPerMinute, 1, 10_000),
            SearchTime = TimeSpan.FromSeconds(
                fhir.Number("search-seconds", (int)usual.SearchTime.TotalSeconds, 1, 600)),
            BodyMemory = fhir.Number("body-memory-mb", (int)(usual.BodyMemory >> 20), 16, 64 * 1024) * 1024L * 1024,
            AllowedOrigins = Origins(fhir),
        };
        if (options.BodyMemory <= options.BodyLimit)
            fhir.Error("body-memory-mb", "must be more than body-bytes, or no body of that size is ever taken");
        options = options with { Shares = Shares(fhir.Section("limits"), options) };
        fhir.Close();
        return options;
    }

    private static Dictionary<string, ClientShare> Shares(YamlSection limits, FhirApiOptions usual)
    {
        var shares = new Dictionary<string, ClientShare>(StringComparer.Ordinal);
        foreach (var client in limits.Keys)
        {
            var own = limits.Section(client);
            if (client.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
                limits.Error(client, "name a client as member/name, e.g. county-general/portal");
            shares[client] = new(
                own.Number("concurrent-requests", usual.ConcurrentRequests, 1, 10_000),
                own.Number("requests-per-second", usual.RequestsPerSecond, 1, 1_000_000),
                own.Number("requests-per-day", usual.RequestsPerDay, 1, int.MaxValue));
            own.Close();
        }

        return shares;
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
