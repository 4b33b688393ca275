namespace IntegrationHub.Store;

/// <summary>Every step of the exchange's schema.</summary>
internal static partial class ExchangeSchema
{
    /// <summary>In order.</summary>
    public static IReadOnlyList<Migration> Steps { get; } =
        [new(1, "first tables", First), new(2, "residents and referrals", Second)];
}
