using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>What a receiving system answered to a message of ours.</summary>
public sealed record AckReply
{
    /// <summary>MSA-1.</summary>
    public required AckCode Code { get; init; }

    /// <summary>MSA-2: must be the MSH-10 we sent.</summary>
    public required string ControlId { get; init; }

    /// <summary>MSA-3 or ERR-8 as sent. For people who may see content: it can hold patient data.</summary>
    public string? Text { get; init; }

    /// <summary>One per ERR segment: table 0357 code and place, without words of the other system.</summary>
    public IReadOnlyList<HubError> Errors { get; init; } = [];

    /// <summary>AA or CA.</summary>
    public bool IsPositive => Code is AckCode.AA or AckCode.CA;

    /// <summary>CA, CE or CR: the answer of the transport, not yet of the application.</summary>
    public bool IsAccept => Code >= AckCode.CA;
}
