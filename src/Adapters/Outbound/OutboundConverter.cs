using System.Collections.Frozen;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>FHIR R4 → HL7 v2, for what the exchange delivers. Pure; the same input gives the same message.</summary>
/// <remarks>The rows follow the HL7 v2-to-FHIR guide backwards; each segment names its table there.</remarks>
public static class OutboundConverter
{
    private static readonly FrozenDictionary<DeliveryKind, Action<Draft>> Messages =
        new Dictionary<DeliveryKind, Action<Draft>>
        {
            [DeliveryKind.Result] = ResultMessage.Write,
            [DeliveryKind.Referral] = ReferralMessage.Write,
            [DeliveryKind.ReferralStatus] = ReferralStatusMessage.Write,
            [DeliveryKind.Order] = OrderMessage.Write,
            [DeliveryKind.Appointment] = AppointmentMessage.Write,
        }.ToFrozenDictionary();

    /// <summary>Writes the message of a delivery.</summary>
    /// <param name="delivery">Kind and trigger; MSH-10 is made from its id (<see cref="ControlIds"/>).</param>
    /// <param name="bundle">A <c>collection</c>: the focus first, then what it refers to.</param>
    /// <param name="context">Recipient and dialect.</param>
    /// <returns>The message, or every reason why there is none; paths are FHIRPaths into the bundle.</returns>
    public static Result<Hl7Message> Convert(DeliveryRequested delivery, Bundle bundle, OutboundContext context)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(context);
        var draft = new Draft(delivery, bundle, context);
        Messages[delivery.Kind](draft);
        return draft.Build();
    }
}
