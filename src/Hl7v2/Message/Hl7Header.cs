namespace IntegrationHub.Hl7v2;

/// <summary>MSH by name. Every property reads the message anew, so that the <see cref="ReadLog"/> sees it.</summary>
/// <remarks>Source: HL7 v2.8.2 §2.14.9. Absent text is empty.</remarks>
public sealed class Hl7Header
{
    private readonly Hl7Message message;

    internal Hl7Header(Hl7Message message) => this.message = message;

    /// <summary>MSH-3.1.</summary>
    public string SendingApplication => this[3].Text;

    /// <summary>MSH-4.1.</summary>
    public string SendingFacility => this[4].Text;

    /// <summary>MSH-5.1.</summary>
    public string ReceivingApplication => this[5].Text;

    /// <summary>MSH-6.1.</summary>
    public string ReceivingFacility => this[6].Text;

    /// <summary>MSH-7, <c>+08:00</c> when it has no offset; null when absent or malformed.</summary>
    public Hl7Timestamp? Time =>
        Hl7Timestamp.Read(this[7], Hl7Timestamp.China) is { IsOk: true } read ? read.Value : null;

    /// <summary>MSH-9.1, e.g. <c>ORU</c>.</summary>
    public string MessageCode => this[9][1].Text;

    /// <summary>MSH-9.2, e.g. <c>R01</c>.</summary>
    public string TriggerEvent => this[9][2].Text;

    /// <summary>Code and trigger, e.g. <c>ORU^R01</c>; the code alone when there is no trigger (<c>ACK</c>).</summary>
    public string Event => TriggerEvent is { Length: > 0 } trigger ? $"{MessageCode}^{trigger}" : MessageCode;

    /// <summary>MSH-9.3, e.g. <c>ORU_R01</c>.</summary>
    public string Structure => this[9][3].Text;

    /// <summary>MSH-10.</summary>
    public string ControlId => this[10].Text;

    /// <summary>MSH-11.1: <c>P</c>, <c>T</c> or <c>D</c>.</summary>
    public string ProcessingId => this[11].Text;

    /// <summary>MSH-12.1, e.g. <c>2.5.1</c>.</summary>
    public string Version => this[12].Text;

    /// <summary>MSH-13.</summary>
    public string SequenceNumber => this[13].Text;

    /// <summary>MSH-15: AL, NE, ER or SU.</summary>
    public string AcceptAck => this[15].Text;

    /// <summary>MSH-16: AL, NE, ER or SU.</summary>
    public string ApplicationAck => this[16].Text;

    /// <summary>MSH-18, first repetition, as sent.</summary>
    public string Charset => this[18].Text;

    /// <summary>MSH-15 or MSH-16 is valued: the sender speaks the enhanced acknowledgement mode.</summary>
    public bool IsEnhanced => this[15].HasValue || this[16].HasValue;

    /// <summary>MSH-18 with its escapes: resolving them would ask for the charset again, without end.</summary>
    internal string RawCharset => this[18].SubComponent(1).Raw;

    private Hl7Value this[int field] => message.Segments[0][field];
}
