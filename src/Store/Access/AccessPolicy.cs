using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>Which classes a kind of care relation opens, and for how long.</summary>
/// <param name="Opens">Ordinary classes; sensitive ones are never opened by a relation alone.</param>
/// <param name="Longest">How long it holds when nothing ends it.</param>
/// <param name="After">How long it goes on after its end.</param>
public sealed record RelationRule(RecordClass Opens, TimeSpan Longest, TimeSpan After);

/// <summary>What the access rule is made with: members, relations, sensitive codes. Given when the database is
/// opened.</summary>
public sealed record AccessPolicy
{
    /// <summary>Relations and their rules when the configuration says nothing else.</summary>
    public static IReadOnlyDictionary<string, RelationRule> DefaultRelations { get; } =
        new Dictionary<string, RelationRule>(StringComparer.Ordinal)
        {
            [RelationKinds.Visit] = new(RecordClasses.Ordinary, TimeSpan.FromDays(180), TimeSpan.FromDays(30)),
            [RelationKinds.Contract] = new(RecordClasses.Ordinary, TimeSpan.FromDays(366), TimeSpan.Zero),
            [RelationKinds.Offer] = new(RecordClasses.Ordinary, TimeSpan.FromDays(30), TimeSpan.Zero),
            [RelationKinds.Referral] = new(RecordClasses.Ordinary, TimeSpan.FromDays(180), TimeSpan.FromDays(30)),
            [RelationKinds.Registered] = new(RecordClass.Identity, TimeSpan.MaxValue, TimeSpan.Zero),
        };

    /// <summary>No members known: records name no parties and no relation arises from them.</summary>
    // Behind the defaults: static members are made in the order of the text.
    public static AccessPolicy None { get; } = new() { Members = new([]) };

    /// <summary>The members and their consortia.</summary>
    public required MemberDirectory Members { get; init; }

    /// <summary>Rules by <see cref="RelationKinds"/>.</summary>
    public IReadOnlyDictionary<string, RelationRule> Relations { get; init; } = DefaultRelations;

    /// <summary>What makes a record sensitive.</summary>
    public SensitiveCodes Codes { get; init; } = new([]);

    /// <summary>The rule of a kind; an unknown one opens nothing.</summary>
    public RelationRule Of(string kind) =>
        Relations.GetValueOrDefault(kind) ?? new(RecordClass.Open, TimeSpan.Zero, TimeSpan.Zero);
}

/// <summary>Kinds of care relations.</summary>
public static class RelationKinds
{
    /// <summary>The patient is, or was lately, in the member's care: an Encounter.</summary>
    public const string Visit = "visit";

    /// <summary>A standing contract, such as with a family doctor: an EpisodeOfCare.</summary>
    public const string Contract = "contract";

    /// <summary>A referral waits for the receiver's answer: it sees the referrer's records.</summary>
    public const string Offer = "offer";

    /// <summary>A referral was accepted: both sides see the other's records.</summary>
    public const string Referral = "referral";

    /// <summary>The member has given the patient a number of its own.</summary>
    public const string Registered = "registered";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Visit, Contract, Offer, Referral, Registered];
}
