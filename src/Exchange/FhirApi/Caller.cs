namespace IntegrationHub.Exchange;

/// <summary>Who asks: a member's system, known by its token.</summary>
/// <param name="Member">Member id.</param>
/// <param name="Name">Name of the client, e.g. <c>portal</c>.</param>
public sealed record Caller(string Member, string Name);
