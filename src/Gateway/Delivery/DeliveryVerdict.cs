using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Gateway.Delivery;

/// <summary>What follows from the answer of a hospital system.</summary>
internal enum DeliveryStep
{
    /// <summary>AA or CA.</summary>
    Done,

    /// <summary>Send the same bytes again later.</summary>
    Again,

    /// <summary>Refused for good: a dead letter.</summary>
    Dead,
}

/// <param name="Step">What to do.</param>
/// <param name="AckCode">MSA-1, when there was one.</param>
/// <param name="Errors">Reasons unless done.</param>
/// <param name="Trusted">False: close the connection, its answers do not belong to what was sent.</param>
internal sealed record DeliveryVerdict(
    DeliveryStep Step, string? AckCode, IReadOnlyList<HubError> Errors, bool Trusted = true)
{
    /// <summary>
    /// Decides from the answer alone. AE and CE are tried again a few times: many systems say AE when busy.
    /// </summary>
    /// <param name="answer">The frame that came back.</param>
    /// <param name="controlId">MSH-10 of what was sent.</param>
    /// <param name="refusals">AE answers before this one.</param>
    /// <param name="channel">Charset and number of tries.</param>
    public static DeliveryVerdict Of(ReadOnlySpan<byte> answer, string controlId, int refusals, OutboundChannel channel)
    {
        var read = Hl7Charset.Decode(answer, channel.Charset)
            .Then(d => Hl7Message.Parse(d.Text))
            .Then(Acks.Read);
        if (!read.TryGet(out var reply, out var errors))
            return AgainOrDead(null, errors, refusals, channel) with { Trusted = false };
        var code = reply.Code.ToString();
        if (reply.ControlId != controlId)
            return AgainOrDead(code, [new(HubErrorCode.DeliveryRefused,
                "The answer names another message than the one sent: MSA-2 must repeat MSH-10.", "MSA-2")],
                refusals, channel) with
            { Trusted = false };
        if (reply.IsPositive)
            return new(DeliveryStep.Done, code, []);
        IReadOnlyList<HubError> reasons =
            [new(HubErrorCode.DeliveryRefused, $"The receiving system answered {code}.", "MSA-1"), .. reply.Errors];
        return reply.Code is Hl7v2.AckCode.AR or Hl7v2.AckCode.CR
            ? new(DeliveryStep.Dead, code, reasons)
            : AgainOrDead(code, reasons, refusals, channel);
    }

    private static DeliveryVerdict AgainOrDead(
        string? code, IReadOnlyList<HubError> errors, int refusals, OutboundChannel channel) =>
        new(refusals >= channel.RefusalRetries ? DeliveryStep.Dead : DeliveryStep.Again, code, errors);
}
