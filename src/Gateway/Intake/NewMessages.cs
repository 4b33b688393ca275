using IntegrationHub.Adapters;
using IntegrationHub.Hl7v2;
using IntegrationHub.Store.Journal;

namespace IntegrationHub.Gateway.Intake;

/// <summary>Makes journal rows of parsed messages.</summary>
internal static class NewMessages
{
    public static NewInbound Of(
        Peer peer, Hl7Message message, string charset, ReadOnlyMemory<byte> raw, GatewayOptions options,
        Guid id, DateTimeOffset now, Letter? letter)
    {
        var header = message.Header;
        var member = options.Members.FindByFacility(header.SendingFacility)?.Id ?? peer.Channel.Member;
        var urgency = UrgencyScan.Of(message);
        return new()
        {
            Id = id,
            Channel = peer.Channel.Name,
            Member = member,
            Application = header.SendingApplication,
            Facility = header.SendingFacility,
            ControlId = header.ControlId,
            Sha256 = Fingerprint.Of(message.Text),
            Event = header.Event,
            Raw = raw,
            Charset = charset,
            ReceivedAt = now,
            StreamKey = UrgencyScan.Stream(StreamKeys.Of(message, member), urgency),
            Urgency = urgency,
            AckCode = letter?.Code ?? "",
            Ack = letter?.Bytes,
        };
    }

    /// <summary>The same message for the conversion loop.</summary>
    public static ToConvert ForConversion(NewInbound message) => new()
    {
        Seq = 0,
        Id = message.Id,
        Attempt = 1,
        Channel = message.Channel,
        Member = message.Member,
        StreamKey = message.StreamKey,
        ReceivedAt = message.ReceivedAt,
        Charset = message.Charset,
        Raw = message.Raw,
    };
}
