namespace IntegrationHub.Store;

/// <summary>Every step of the exchange's schema.</summary>
internal static partial class ExchangeSchema
{
    /// <summary>In order.</summary>
    public static IReadOnlyList<Migration> Steps { get; } =
    [
        new(1, "first tables", First), new(2, "residents and referrals", Second), new(3, "who may see what", Access),
        new(4, "systems and their keys", Systems),
        new(5, "accounts of people", People),
        new(6, "audit trail", Audit),
        new(7, "keys of sealed content", SealingKeyTable),
    ];
}
