using System.Collections.Frozen;
using IntegrationHub.Contracts;

namespace IntegrationHub.Hub.Bus;

/// <summary>
/// The contracts that may travel, by name and version. A version counts up when a change is more than an optional
/// member; a hub then reads the versions listed here and refuses others instead of guessing.
/// </summary>
internal static class KnownContracts
{
    /// <summary>Header that carries <c>Name/version</c>.</summary>
    public const string Header = "hub-contract";

    private static readonly FrozenDictionary<Type, Contract> All = new Contract[]
    {
        new(typeof(MessageConverted), 1, Durable: true),
        new(typeof(StreamTombstone), 1, Durable: true),
        new(typeof(MessageReceipt), 1, Durable: true),
        new(typeof(ResendRequested), 1, Durable: true),
        new(typeof(DeliveryRequested), 1, Durable: true),
        new(typeof(DeliveryReceipt), 1, Durable: true),
        new(typeof(GatewayStatus), 1, Durable: false),
        new(typeof(AskLedger), 1, Durable: false),
        new(typeof(LedgerPage), 1, Durable: false),
        new(typeof(AskTrace), 1, Durable: false),
        new(typeof(TraceAnswer), 1, Durable: false),
        new(typeof(AskContent), 1, Durable: false),
        new(typeof(MessageContent), 1, Durable: false),
        new(typeof(CommandReplay), 1, Durable: false),
        new(typeof(CommandChannel), 1, Durable: false),
        new(typeof(CommandAnswer), 1, Durable: false),
    }.ToFrozenDictionary(c => c.Type);

    public static Contract? Of(Type type) => All.GetValueOrDefault(type);
}

/// <param name="Type">The record.</param>
/// <param name="Version">The version this hub writes and reads.</param>
/// <param name="Durable">True: a queue must take it, or the send fails. False: loss is harmless.</param>
internal sealed record Contract(Type Type, int Version, bool Durable)
{
    public string Name => $"{Type.Name}/{Version}";
}
