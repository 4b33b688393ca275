using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>Tokens for the FHIR API that speak for a person.</summary>
public sealed class PersonTokens(
    HubDb db, ClientTokens tokens, IDeskTrail trail, TimeProvider clock, ILogger<PersonTokens> log)
{
    /// <summary>Longest life of a token.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    /// <summary>So fresh must the second factor be.</summary>
    public static readonly TimeSpan FactorHolds = TimeSpan.FromMinutes(10);

    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Was the second factor shown within ten minutes?</summary>
    public bool IsFresh(PersonVisit visit) => clock.GetUtcNow() - visit.FactorAt <= FactorHolds;

    /// <summary>Makes a token; it is shown once.</summary>
    /// <param name="visit">The session that asks.</param>
    /// <param name="lifetime">At most eight hours.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Result<(string Token, DateTimeOffset ExpiresAt)>> MakeAsync(
        PersonVisit visit, TimeSpan lifetime, CancellationToken ct)
    {
        var account = visit.Account;
        if (visit.Stage != LoginStage.Open || !IsFresh(visit))
            return new HubError(HubErrorCode.Unauthorized,
                "Show the second factor again: it was shown more than ten minutes ago.", "code");
        if (account.Member.Length == 0)
            return new HubError(HubErrorCode.SenderNotAllowed,
                "Only a person of a member gets a token: records are looked at for a member.", "member");
        if (lifetime <= TimeSpan.Zero || lifetime > Longest)
            return HubError.FieldMalformed("minutes", $"1 to {Longest.TotalMinutes:0}");
        var expires = clock.GetUtcNow() + lifetime;
        var token = await tokens.IssueAsync(account, lifetime, ct);
        // The account may have been changed between the question and the answer: then the token is worthless at once.
        await using var reader = await db.ReadAsync(ct);
        if (await People.FindAsync(reader, account.Id, ct) is { DisabledAt: null } now && now.Member == account.Member
            && PersonAccount.Of(now).Roles.SequenceEqual(account.Roles))
        {
            PersonLog.TokenMade(log, account.Name, (int)lifetime.TotalMinutes);
            await trail.TellAsync(new("token", 'C', 200, account.Name)
            {
                Member = account.Member,
                Person = account.Id,
                Roles = account.Roles,
                Detail = $"good until {expires:u}",
            }, ct);
            return (token, expires);
        }

        await tokens.RevokeAsync(token, ct);
        return new HubError(HubErrorCode.Unauthorized, "The account was changed meanwhile; log in again.");
    }
}
