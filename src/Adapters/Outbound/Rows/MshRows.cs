using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>MSH-9.</summary>
internal sealed record MessageType(string Code, string Trigger, string Structure);

/// <summary>MSH of every outgoing message.</summary>
internal static class MshRows
{
    private const string OurApplication = "INTEGRATIONHUB";

    public static readonly SegmentRows<MessageType> Rows = new("MSH", source: "v2-to-FHIR: MSH[MessageHeader]")
    {
        { "MSH-3", "source.name", (f, _) => f.Text(OurApplication) },
        { "MSH-4", "sender", (f, _) => f.Text(f.Draft.Context.Custodian.Facilities[0]) },
        { "MSH-5", "destination.name", (f, _) => f.Text(f.Draft.Context.Application) },
        { "MSH-6", "destination.receiver", (f, _) => f.Text(Facility(f.Draft.Context)) },
        { "MSH-7", "Bundle.timestamp", (f, _) => f.Time(f.Draft.Context.Now) },
        { "MSH-9", "event", (f, type) => f.Text(
            type.Code, type.Trigger, f.Draft.IsAtLeast(2, 4) ? type.Structure : null) },
        { "MSH-10", "Bundle.identifier", (f, _) => f.Text(ControlIds.Of(f.Draft.Delivery.DeliveryId)) },
        { "MSH-11", "meta.tag", (f, _) => f.Text(f.Draft.Context.ProcessingId) },
        { "MSH-12", "—", (f, _) => f.Text(f.Draft.Context.Version) },
        { "MSH-17", "—", (f, _) => f.Text("CHN") },
        { "MSH-18", "—", (f, _) => f.Text(Hl7Charset.NameInMsh18(f.Draft.Context.Charset)) },
    };

    public static void Write(Draft draft, MessageType type) => Rows.Write(draft, type, draft.Message.Header);

    private static string Facility(OutboundContext context) => context.Facility ?? context.Recipient.Facilities[0];
}
