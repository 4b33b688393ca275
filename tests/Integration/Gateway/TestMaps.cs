using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Gateway.Conversion;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Integration.Gateway;

/// <summary>Maps that do the least, so that these tests are about the gateway alone.</summary>
internal static class TestMaps
{
    /// <summary>Text in PID-5 that no map can convert.</summary>
    public const string Poison = "POISON";

    public static MessageMaps In { get; } = new(
        e => e is "ADT^A01" or "ADT^A08" or "ORU^R01" or "REF^I12",
        (message, context) => message["PID-5"].Raw.Contains(Poison, StringComparison.Ordinal)
            ? HubError.FieldMalformed("PID-5", "a name")
            : new Adapters.Conversion
            {
                Bundle = new()
                {
                    Type = Bundle.BundleType.Transaction,
                    Identifier = new("urn:test", context.MessageId.ToString()),
                },
                Urgency = Urgency.Routine,
                EventAt = context.ReceivedAt,
                Unread = [],
                Warnings = [],
            });

    public static Result<Hl7Message> Out(
        DeliveryRequested request, Bundle bundle, OutboundChannel channel, DateTimeOffset now) =>
        request.OrderKey == Poison
            ? HubError.FieldMissing("Bundle.entry", "The focus")
            : Hl7Message.Parse(
                $"MSH|^~\\&|HUB|HUB|HIS|{channel.Facility}|20260302090000+0800||ORU^R01|D{request.Seq:D6}|P|2.5.1\r" +
                $"PID|1||{request.OrderKey}||张^三\r");
}
