using IntegrationHub.Contracts;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>Who is told, by whom, and in which dialect.</summary>
public sealed record OutboundContext
{
    /// <summary>The member whose system is told.</summary>
    public required Member Recipient { get; init; }

    /// <summary>The member whose data it is: the sending facility.</summary>
    public required Member Custodian { get; init; }

    /// <summary>All members, to name the givers of numbers.</summary>
    public required MemberDirectory Members { get; init; }

    /// <summary>MSH-7.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>MSH-5 the system expects; empty when it does not mind.</summary>
    public string Application { get; init; } = "";

    /// <summary>MSH-6 the system expects; null: the recipient's first facility.</summary>
    public string? Facility { get; init; }

    /// <summary>MSH-12, <c>2.3</c> to <c>2.8.2</c>; decides on SPM, TQ1 and the names of data types.</summary>
    public string Version { get; init; } = "2.5.1";

    /// <summary>Named in MSH-18: <c>UTF-8</c> or <c>GB18030</c>. The caller encodes.</summary>
    public string Charset { get; init; } = "UTF-8";

    /// <summary>MSH-11.</summary>
    public string ProcessingId { get; init; } = "P";

    /// <summary>Times are written in this offset: many systems ignore what stands behind the seconds.</summary>
    public TimeSpan Offset { get; init; } = TimeSpan.FromHours(8);
}
