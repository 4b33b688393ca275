using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Gateway.Intake;

/// <summary>One written answer.</summary>
/// <param name="Code">MSA-1; empty when the sender wants no answer.</param>
/// <param name="Bytes">The ACK in the sender's charset; null when the sender wants none.</param>
internal sealed record Letter(string Code, byte[]? Bytes)
{
    public static Letter None { get; } = new("", null);
}

/// <summary>
/// Writes answers: which code, whether one is wanted at all (MSH-15, MSH-16), in the sender's charset.
/// </summary>
internal static class AckLetters
{
    /// <summary>The message is ours: AA, or CA when the sender speaks the enhanced mode and wants it.</summary>
    public static Letter Accepted(Hl7Message message, string charset, Guid id, DateTimeOffset now)
    {
        if (!message.Header.IsEnhanced)
            return Write(AckCode.AA, message, charset, [], id, now);
        return Acks.WantsAccept(message.Header, success: true)
            ? Write(AckCode.CA, message, charset, [], id, now)
            : Letter.None;
    }

    /// <summary>
    /// Refused before the journal: AE/AR, CE/CR in enhanced mode, or the application's code when only that is wanted.
    /// </summary>
    public static Letter Refused(
        Verdict verdict, Hl7Message? message, string charset, IReadOnlyList<HubError> errors, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        var original = verdict == Verdict.Reject ? AckCode.AR : AckCode.AE;
        if (message is null || !message.Header.IsEnhanced)
            return Write(original, message, charset, errors, id, now);
        if (Acks.WantsAccept(message.Header, success: false))
            return Write(verdict == Verdict.Reject ? AckCode.CR : AckCode.CE, message, charset, errors, id, now);
        return Acks.WantsApplication(message.Header, success: false)
            ? Write(original, message, charset, errors, id, now)
            : Letter.None;
    }

    /// <summary>What the hub made of an accepted message: AA, or AE with every reason.</summary>
    public static Letter Applied(
        Hl7Message message, string charset, IReadOnlyList<HubError> errors, Guid id, DateTimeOffset now) =>
        Write(errors.Count == 0 ? AckCode.AA : AckCode.AE, message, charset, errors, id, now);

    private static Letter Write(
        AckCode code, Hl7Message? message, string charset, IReadOnlyList<HubError> errors, Guid id, DateTimeOffset now)
    {
        var text = Acks.Write(code, message, errors, ControlIdOf(id), now);
        var encoded = Hl7Charset.Encode(text, charset);
        return new(code.ToString(), encoded.IsOk ? encoded.Value : System.Text.Encoding.UTF8.GetBytes(text));
    }

    // The random tail of the id: 20 characters, the length of MSH-10 up to version 2.6.
    private static string ControlIdOf(Guid id) => id.ToString("N")[12..];
}
