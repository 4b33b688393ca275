namespace IntegrationHub.Contracts;

/// <summary>The tier of an organisation in the network 市—县—乡—村 (REQUIREMENTS 1A.1).</summary>
public enum Tier
{
    /// <summary>市: city hospital.</summary>
    City,

    /// <summary>县: county hospital.</summary>
    County,

    /// <summary>乡: township health centre or community health centre.</summary>
    Township,

    /// <summary>村: village clinic.</summary>
    Village,
}

/// <summary>One member organisation of the consortium, the custodian of what its systems send.</summary>
public sealed record Member
{
    /// <summary>Short stable id, <c>^[a-z0-9-]{2,40}$</c>; also the FHIR <c>Organization.id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name in Chinese, as patients know it.</summary>
    public required string Name { get; init; }

    /// <summary>Name in English for foreign readers of the desk; the Chinese name when absent.</summary>
    public string? NameEn { get; init; }

    /// <summary>Tier in the network.</summary>
    public required Tier Tier { get; init; }

    /// <summary>What the member's systems write in MSH-4 (and others in MSH-6); the first one is written by the hub.</summary>
    public required IReadOnlyList<string> Facilities { get; init; }

    /// <summary>Unified social credit code (GB 32100), when known.</summary>
    public string? CreditCode { get; init; }

    /// <summary>Id of the organisation directly above, when there is one.</summary>
    public string? Superior { get; init; }

    /// <summary>Name of the gateway that stands at this member's edge.</summary>
    public required string Gateway { get; init; }
}
