using Hl7.Fhir.Model;
using IntegrationHub.Adapters.Outbound;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Gateway.Delivery;

/// <summary>FHIR → HL7 v2 for one hospital system; the hub's maps, or a test's.</summary>
internal delegate Result<Hl7Message> DeliveryMap(
    DeliveryRequested request, Bundle bundle, OutboundChannel channel, DateTimeOffset now);

/// <summary>The maps of the hub, told who the parties are.</summary>
internal static class DeliveryMaps
{
    public static DeliveryMap Standard(GatewayOptions options) => (request, bundle, channel, now) =>
    {
        if (options.Members.Find(request.Recipient) is not { } recipient)
            return HubError.NotFound($"Member {request.Recipient}");
        return OutboundConverter.Convert(request, bundle, new()
        {
            Recipient = recipient,
            Custodian = options.Members.Find(request.Custodian) ?? recipient,
            Members = options.Members,
            Now = now,
            Application = channel.Application,
            Facility = channel.Facility,
            Version = channel.Version,
            Charset = channel.Charset,
            ProcessingId = options.Environment,
            Offset = options.DefaultOffset,
        });
    };
}
