using System.Text.RegularExpressions;
using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>Somebody an identity provider vouches for.</summary>
public sealed record VouchedPerson
{
    /// <summary>The provider.</summary>
    public required string Issuer { get; init; }

    /// <summary>Who it is there; never given to somebody else.</summary>
    public required string Subject { get; init; }

    /// <summary>Account name wished for.</summary>
    public required string Name { get; init; }

    /// <summary>Name for other people's eyes.</summary>
    public required string Shown { get; init; }

    /// <summary>Member the person belongs to; empty: the hub itself.</summary>
    public required string Member { get; init; }

    /// <summary>Roles at this moment.</summary>
    public required IReadOnlyList<PersonRole> Roles { get; init; }

    /// <summary>The provider has seen a second factor.</summary>
    public required bool HasFactor { get; init; }

    /// <summary>Address of the browser.</summary>
    public required string From { get; init; }
}

/// <summary>Logs in whom an identity provider vouches for; member and roles are the provider's, each time anew.</summary>
public sealed partial class ExternalLogin(
    HubDb db, ExchangeOptions options, IDeskTrail trail, TimeProvider clock, ILogger<ExternalLogin> log)
{
    /// <summary>Makes or finds the account and begins its session.</summary>
    public async Task<Result<LoginStep>> EnterAsync(VouchedPerson vouched, CancellationToken ct)
    {
        var errors = RoleRights.Check(vouched.Roles, []).ToList();
        if (vouched.Member.Length > 0 && options.Members.Find(vouched.Member) is null)
            errors.Add(HubError.FieldMalformed("member", "a member of members.yaml"));
        if (errors.Count == 0 && await FindOrAddAsync(vouched, ct) is { DisabledAt: null } person)
            return await EnterAsync(person, vouched, ct);
        PersonLog.LoginFailed(log, vouched.From, "oidc", vouched.Subject);
        await trail.TellAsync(new("login", 'E', 401, "unknown")
        {
            Source = vouched.From,
            Detail = $"oidc {vouched.Issuer} {vouched.Subject}",
        }, ct);
        return errors.Count > 0
            ? Result<LoginStep>.Failed(errors)
            : new HubError(HubErrorCode.Unauthorized, "The account is closed.");
    }

    private async Task<Result<LoginStep>> EnterAsync(Person person, VouchedPerson vouched, CancellationToken ct)
    {
        var stage = vouched.HasFactor ? LoginStage.Open : person.TotpEnrolled ? LoginStage.Code : LoginStage.Enrol;
        var cookie = await db.RunAsync(
            async (tx, stop) =>
            {
                if (stage == LoginStage.Open)
                    await PersonSecrets.ForgetGuessesAsync(tx, person.Id, stop);
                return await SessionDesk.BeginAsync(tx, person, stage, null, stop);
            },
            ct);
        if (stage == LoginStage.Open)
        {
            PersonLog.LoggedIn(log, person.Name, vouched.From);
            await trail.TellAsync(new("login", 'E', 200, person.Name)
            {
                Member = person.Member,
                Person = person.Id,
                Roles = vouched.Roles,
                Source = vouched.From,
            }, ct);
        }

        return new LoginStep(cookie, stage);
    }

    private Task<Person?> FindOrAddAsync(VouchedPerson vouched, CancellationToken ct)
    {
        var roles = PersonAccount.Words(vouched.Roles);
        return db.RunAsync(
            async (tx, stop) =>
            {
                var known = await People.FindBySubjectAsync(tx, vouched.Issuer, vouched.Subject, stop);
                if (known is null && await People.AddAsync(tx, Draft(vouched, roles), stop) == 0)
                    await People.AddAsync(tx, Draft(vouched, roles) with { Name = OtherName(vouched) }, stop);
                else if (known is not null && (known.Member != vouched.Member || known.Roles != roles))
                    await People.PlaceAsync(tx, known.Id, vouched.Member, roles, known.Grants, stop);
                return await People.FindBySubjectAsync(tx, vouched.Issuer, vouched.Subject, stop);
            },
            ct);
    }

    private Person Draft(VouchedPerson vouched, string roles) => new()
    {
        Id = Guid.CreateVersion7(clock.GetUtcNow()).ToString(),
        Name = AccountName().IsMatch(LoginDesk.Normal(vouched.Name)) ? LoginDesk.Normal(vouched.Name) : OtherName(vouched),
        Shown = vouched.Shown is { Length: > 0 and <= 100 } shown ? shown : vouched.Name,
        Member = vouched.Member,
        Roles = roles,
        Issuer = vouched.Issuer,
        Subject = vouched.Subject,
        Stamp = People.NewStamp(),
        CreatedAt = clock.GetUtcNow(),
        CreatedBy = vouched.Issuer,
    };

    // The name wished for is taken by somebody else, or is none of ours.
    private static string OtherName(VouchedPerson vouched) =>
        "oidc-" + SessionDesk.HashOf(vouched.Issuer + "\n" + vouched.Subject)[..12];

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{2,39}$", RegexOptions.NonBacktracking)]
    private static partial Regex AccountName();
}
