namespace IntegrationHub.Contracts;

/// <summary>What binds members together.</summary>
public enum ConsortiumKind
{
    /// <summary>医联体: a city's medical group.</summary>
    MedicalGroup,

    /// <summary>专科联盟: hospitals of one speciality.</summary>
    SpecialtyAlliance,

    /// <summary>医共体: a county's medical community.</summary>
    CountyCommunity,

    /// <summary>中医医联体: a group around traditional Chinese medicine.</summary>
    ChineseMedicineGroup,

    /// <summary>远程医疗协作网: a network for telemedicine.</summary>
    TelemedicineNetwork,
}

/// <summary>Members that share records where a care relation asks for it.</summary>
public sealed record Consortium
{
    /// <summary>Short stable id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, in Chinese.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of consortium.</summary>
    public required ConsortiumKind Kind { get; init; }

    /// <summary>Member that leads it; one of <see cref="Members"/>.</summary>
    public required string Lead { get; init; }

    /// <summary>Ids of its members.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>First instant it holds; null: always has.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant it holds no more; null: no end is known.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>True at that time.</summary>
    public bool HoldsAt(DateTimeOffset time) => !(time < From) && !(time >= Until);
}
