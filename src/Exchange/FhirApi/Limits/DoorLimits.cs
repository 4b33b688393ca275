namespace IntegrationHub.Exchange;

/// <summary>What the door asks before it lets a request through.</summary>
/// <param name="Clients">Shares of clients.</param>
/// <param name="Addresses">Wrong tokens per address.</param>
/// <param name="Bodies">Memory for bodies.</param>
internal sealed record DoorLimits(ClientLimits Clients, AddressLimits Addresses, BodyMemory Bodies);
