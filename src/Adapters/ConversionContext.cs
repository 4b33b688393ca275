using IntegrationHub.Contracts;

namespace IntegrationHub.Adapters;

/// <summary>What the converter knows besides the message itself.</summary>
public sealed record ConversionContext
{
    /// <summary>
    /// Identity given at the journal; also seeds the <c>urn:uuid</c> of every entry, so a replay is the same.
    /// </summary>
    public required Guid MessageId { get; init; }

    /// <summary>Custodian: the member whose system sent it.</summary>
    public required string Member { get; init; }

    /// <summary>Channel it came in by.</summary>
    public required string Channel { get; init; }

    /// <summary>When the journal committed the bytes, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Offset of times that name none.</summary>
    public TimeSpan DefaultOffset { get; init; } = TimeSpan.FromHours(8);

    /// <summary>The members of the network, to tell a facility in a message from an outside organisation.</summary>
    public required MemberDirectory Members { get; init; }

    /// <summary>What is particular to this hospital.</summary>
    public ChannelMap Map { get; init; } = ChannelMap.Default;

    /// <summary>Fill <see cref="Conversion.Steps"/>.</summary>
    public bool Explain { get; init; }
}
