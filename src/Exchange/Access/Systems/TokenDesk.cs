using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>Why a token was not issued, in the words of RFC 6749 §5.2.</summary>
/// <param name="Error">Its code.</param>
/// <param name="Description">A sentence; never which part of an assertion was wrong.</param>
internal sealed record TokenRefusal(string Error, string Description);

/// <summary>A token that was issued.</summary>
/// <param name="Token">The bearer token.</param>
/// <param name="Seconds">How long it is good.</param>
/// <param name="Scope">What it is good for.</param>
internal sealed record IssuedToken(string Token, int Seconds, string Scope);

/// <summary>Issues short tokens to clients that have signed for them (RFC 6749 §4.4).</summary>
internal sealed partial class TokenDesk(
    HubDb db, ClientAssertions assertions, ClientTokens tokens, ExchangeOptions options, ILogger<TokenDesk> log)
{
    /// <summary>How long a token is good (SMART App Launch 2: 300 s at most).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private static readonly TokenRefusal NotKnown = new(
        "invalid_client",
        "The client is not known here, or what it signed is not good for this server or not any more.");

    /// <summary>A token for the client that signed the assertion.</summary>
    public async Task<(IssuedToken? Token, TokenRefusal? Refusal)> IssueAsync(
        string assertion, string? clientId, string? scope, string audience, CancellationToken ct)
    {
        var (good, why) = await assertions.CheckAsync(assertion, clientId, audience, ct);
        if (good is null)
            return Refuse(why!);
        if (options.Members.Find(good.Client.Member) is null)
            return Refuse($"client {good.Client.Id} belongs to {good.Client.Member}, no member any more");
        var scopes = Granted(scope, good.Client);
        if (!scopes.TryGet(out var granted, out var errors))
            return (null, new("invalid_scope", string.Join(' ', errors.Select(e => e.Text))));
        var token = ClientTokens.NewToken();
        var refusal = await db.RunAsync(
            async (tx, stop) =>
            {
                // Held: disabling it waits for us and revokes this token too, or we wait and find it disabled.
                if (await Clients.HoldAsync(tx, good.Client.Id, stop) != good.Client)
                    return "disabled or changed while it asked";
                if (!await Assertions.TryUseAsync(tx, good.Client.Id, good.Jti, good.Until, stop))
                    return "jti was used before";
                await tokens.AddAsync(tx, token, good.Client, ScopeText.Write(granted), Lifetime, stop);
                return null;
            },
            ct);
        if (refusal is not null)
            return Refuse($"client {good.Client.Id}: {refusal}");
        return (new(token, (int)Lifetime.TotalSeconds, ScopeText.Write(granted)), null);
    }

    private static Result<Scopes> Granted(string? asked, Client client) =>
        ScopeText.Read(asked, ScopeText.OfSystem).Then(scopes =>
        {
            var granted = ScopeText.Both(scopes, ScopeText.ReadKnown(client.Scopes, ScopeText.OfSystem));
            return granted.Letters!.Count > 0 ? granted : Result<Scopes>.Failed(
            [
                new(HubErrorCode.SenderNotAllowed, $"The client may ask for: {client.Scopes}"),
            ]);
        });

    private (IssuedToken?, TokenRefusal?) Refuse(string why)
    {
        LogRefused(log, why);
        return (null, NotKnown);
    }

    [LoggerMessage(EventId = 3650, Level = LogLevel.Warning, Message = "A client got no token: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
