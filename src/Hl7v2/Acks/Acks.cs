using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>Acknowledgements: written for senders in their own dialect, read from receivers.</summary>
/// <remarks>
/// Source: HL7 v2.8.2 §2.9 (original and enhanced mode), §2.14.8 (MSA), §2.14.5 (ERR). Enhanced mode is on when the
/// sender values MSH-15 or MSH-16: the first answer is then CA, CE or CR.
/// </remarks>
public static class Acks
{
    /// <summary>The message is ours now: AA, or CA in enhanced mode.</summary>
    public static string Accept(Hl7Message? message, string controlId, DateTimeOffset now) =>
        Write(IsEnhanced(message) ? AckCode.CA : AckCode.AA, message, [], controlId, now);

    /// <summary>The content is refused or cannot be taken now: AE, or CE in enhanced mode.</summary>
    public static string Refuse(
        Hl7Message? message, IReadOnlyList<HubError> errors, string controlId, DateTimeOffset now) =>
        Write(IsEnhanced(message) ? AckCode.CE : AckCode.AE, message, errors, controlId, now);

    /// <summary>Unreadable or not allowed here: AR, or CR in enhanced mode.</summary>
    public static string Reject(
        Hl7Message? message, IReadOnlyList<HubError> errors, string controlId, DateTimeOffset now) =>
        Write(IsEnhanced(message) ? AckCode.CR : AckCode.AR, message, errors, controlId, now);

    /// <summary>One acknowledgement with exactly this code.</summary>
    /// <param name="code">MSA-1.</param>
    /// <param name="message">The message answered, or its header alone; null when MSH could not be read.</param>
    /// <param name="errors">One ERR each; the first one also in MSA-3, which older systems show.</param>
    /// <param name="controlId">MSH-10 of the answer.</param>
    /// <param name="now">MSH-7 of the answer.</param>
    /// <returns>Text with the sender's separators; encode it as the message was.</returns>
    public static string Write(
        AckCode code, Hl7Message? message, IReadOnlyList<HubError> errors, string controlId, DateTimeOffset now) =>
        new AckWriter(message).Write(code, errors, controlId, now);

    /// <summary>The sender wants the first answer of enhanced mode for this outcome (MSH-15, table 0155).</summary>
    public static bool WantsAccept(Hl7Header header, bool success) => Wants(header.AcceptAck, success, absent: true);

    /// <summary>The sender wants AA or AE when the exchange has decided (MSH-16, table 0155).</summary>
    public static bool WantsApplication(Hl7Header header, bool success) =>
        Wants(header.ApplicationAck, success, absent: false);

    /// <summary>Reads the answer of a receiving system.</summary>
    /// <returns>The answer, or <see cref="HubErrorCode.DeliveryRefused"/> when it is no acknowledgement.</returns>
    public static Result<AckReply> Read(Hl7Message message) => AckReader.Read(message);

    private static bool IsEnhanced(Hl7Message? message) => message?.Header.IsEnhanced ?? false;

    private static bool Wants(string condition, bool success, bool absent) => condition switch
    {
        "AL" => true,
        "NE" => false,
        "SU" => success,
        "ER" => !success,
        _ => absent,
    };
}
