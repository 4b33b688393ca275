using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>What the trail says of one transmission: which records of which patient went to whom.</summary>
internal static class DeliveryAudit
{
    public static AuditEntry Of(DeliveryRequested delivery, DateTimeOffset now)
    {
        var (resources, patients) = Contents(delivery.BundleJson);
        return AuditEvents.Of(AuditEvents.Delivery, null, TimeProvider.System) with
        {
            At = now,
            Action = 'R',
            Member = delivery.Custodian,
            Client = "hub",
            Recipient = delivery.Recipient,
            MessageId = delivery.CausedBy.ToString("N"),
            Detail = $"{delivery.Kind} {delivery.DeliveryId:N}",
            Resources = resources,
            Patients = patients,
            Custodians = [delivery.Custodian],
        };
    }

    private static (List<string> Resources, List<string> Patients) Contents(string bundle)
    {
        using var json = JsonDocument.Parse(bundle, new JsonDocumentOptions { MaxDepth = 256 });
        var resources = new List<string>();
        var patients = new List<string>();
        if (!json.RootElement.TryGetProperty("entry", out var entries))
            return (resources, patients);
        foreach (var entry in entries.EnumerateArray())
        {
            if (!entry.TryGetProperty("resource", out var resource)
                || !resource.TryGetProperty("id", out var id))
                continue;
            var type = resource.GetProperty("resourceType").GetString()!;
            var version = resource.TryGetProperty("meta", out var meta) && meta.TryGetProperty("versionId", out var v)
                ? "/" + v.GetString() : "";
            resources.Add($"{type}/{id.GetString()}{version}");
            if (type == "Patient")
                patients.Add(id.GetString()!);
        }

        return (resources, patients);
    }
}
