using System.Text.Json;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Delivery;

/// <summary>From a delivery's bundle to the bytes a hospital system gets.</summary>
internal sealed partial class DeliveryWriter(DeliveryMap map, TimeProvider clock, ILogger<DeliveryWriter> log)
{
    /// <summary>Never throws: a fault of a map is a dead delivery.</summary>
    public Result<(string ControlId, byte[] Wire)> Write(DeliveryRequested request, OutboundChannel channel)
    {
        try
        {
            return Read(request.BundleJson)
                .Then(bundle => map(request, bundle, channel, clock.GetUtcNow()))
                .Then(message => Encode(message, channel.Charset));
        }
        catch (Exception e)
        {
            LogFault(log, request.DeliveryId, e.GetType().Name, e.StackTrace);
            return new HubError(HubErrorCode.Internal,
                $"The map failed with {e.GetType().Name}; it is a fault of the hub. Replay after an update.");
        }
    }

    // The hub wrote it: a text a hospital sent, and no client might, is delivered all the same.
    private static Result<Bundle> Read(string json)
    {
        try
        {
            return FhirJson.Parse<Bundle>(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new HubError(HubErrorCode.Unreadable, "A delivery's body must be a FHIR Bundle.");
        }
    }

    private static Result<(string, byte[])> Encode(Hl7Message message, string charset) =>
        Hl7Charset.Encode(message.Text, charset).Then<(string, byte[])>(bytes => MllpWriter.HoldsFraming(bytes)
            ? new HubError(HubErrorCode.FieldMalformed, "A text holds a framing character of MLLP.")
            : (message.Header.ControlId, bytes));

    [LoggerMessage(EventId = 2402, Level = LogLevel.Error, Message = "A map failed on delivery {Id} with {Kind}: {Where}")]
    private static partial void LogFault(ILogger logger, Guid id, string kind, string? where);
}
