using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Conversion;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Gateway.Intake;

/// <summary>How a message is taken.</summary>
internal enum Verdict
{
    /// <summary>Into the journal.</summary>
    Accept,

    /// <summary><c>AE</c>: the content is refused, ERR names the fields.</summary>
    Refuse,

    /// <summary><c>AR</c>: unreadable or not allowed here.</summary>
    Reject,
}

/// <summary>
/// What is checked before the ACK, cheaply and without I/O. First whether the sender may use this door at all, then
/// whether what every map needs is there; each time all mistakes at once.
/// </summary>
internal sealed class SenderChecks(GatewayOptions options, MessageMaps maps)
{
    private const int ControlIdLength = 199; // HL7 v2.8.2 §2.14.9.10

    public (Verdict Verdict, IReadOnlyList<HubError> Errors) Check(Hl7Message message, Peer peer)
    {
        var channel = peer.Channel;
        List<HubError> reject = [.. Certificate(message.Header, peer), .. Door(message.Header, channel)];
        if (reject.Count > 0)
            return (Verdict.Reject, reject);
        List<HubError> refuse = [.. Content(message, channel)];
        return (refuse.Count > 0 ? Verdict.Refuse : Verdict.Accept, refuse);
    }

    // The chain was proved in the handshake; this is whose certificate it is (IHE ATNA node authentication).
    private static IEnumerable<HubError> Certificate(Hl7Header header, Peer peer)
    {
        if (peer.Channel.Tls is not { Clients: { Count: > 0 } clients })
            yield break;
        if (peer.Certificate is not { } shown || clients.Where(c => c.Names(shown)).ToArray() is not { Length: > 0 } bound)
            yield return new(HubErrorCode.SenderNotAllowed,
                "This certificate may not send on this channel: add it to the channel's tls.clients.");
        else if (!bound.Any(c => c.Facilities.Count == 0
            || c.Facilities.Contains(header.SendingFacility, StringComparer.OrdinalIgnoreCase)))
            yield return new(HubErrorCode.SenderNotAllowed,
                "This certificate may not send for this facility: correct MSH-4 or the channel's tls.clients.", "MSH-4");
    }

    private IEnumerable<HubError> Door(Hl7Header header, InboundChannel channel)
    {
        if (!FacilitiesOf(channel, options.Members).Contains(header.SendingFacility, StringComparer.OrdinalIgnoreCase))
            yield return new(HubErrorCode.SenderNotAllowed,
                "This facility may not send on this channel: correct MSH-4 or the channel's facilities.", "MSH-4");
        if (header.ProcessingId != options.Environment)
            yield return new(HubErrorCode.ProcessingIdWrong,
                $"This hub takes messages with processing id {options.Environment} only.", "MSH-11");
        if (header.MessageCode.Length > 0 && !maps.Supports(header.Event))
            yield return new(HubErrorCode.EventUnsupported, "No map covers this message type and event.",
                header.TriggerEvent.Length > 0 ? "MSH-9.2" : "MSH-9");
        if (!header.Version.StartsWith("2.", StringComparison.Ordinal))
            yield return new(HubErrorCode.EventUnsupported, "The version must be one of HL7 v2.", "MSH-12");
    }

    private IEnumerable<HubError> Content(Hl7Message message, InboundChannel channel)
    {
        var header = message.Header;
        if (header.MessageCode.Length == 0)
            yield return HubError.FieldMissing("MSH-9", "The message type");
        if (header.ControlId.Length == 0)
            yield return HubError.FieldMissing("MSH-10", "The message control id");
        if (header.ControlId.Length > ControlIdLength)
            yield return HubError.LimitExceeded("The length of the message control id", ControlIdLength, "MSH-10");
        if (message["MSH-7"] is { HasValue: true } time && !Hl7Timestamp.Read(time, options.DefaultOffset).IsOk)
            yield return HubError.FieldMalformed("MSH-7", "an HL7 time (YYYYMMDD[HHMM[SS]][+ZZZZ])");
        if (!NamesPatient(message) && !PatientComesFromElsewhere(channel))
            yield return HubError.FieldMissing("PID-3", "A patient identifier");
    }

    private static IReadOnlyList<string> FacilitiesOf(InboundChannel channel, MemberDirectory members) =>
        channel.Facilities.Count > 0 ? channel.Facilities : members.Find(channel.Member)?.Facilities ?? [];

    private static bool NamesPatient(Hl7Message message)
    {
        if (message.First("PID") is not { } pid)
            return false;
        foreach (var field in (ReadOnlySpan<int>)[3, 2, 4])
        {
            foreach (var id in pid[field].Repetitions)
            {
                if (id.Component(1).HasValue)
                    return true;
            }
        }
        return false;
    }

    /// <summary>The channel moves a field to PID before the maps run; then only the map can tell.</summary>
    private static bool PatientComesFromElsewhere(InboundChannel channel) =>
        channel.Map.Rewrites.Any(r => r.To.Segment == "PID") || channel.Map.Defaults.Any(d => d.Path.Segment == "PID");
}
