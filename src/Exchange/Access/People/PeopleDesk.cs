using System.Text.RegularExpressions;
using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>An account to be made or changed.</summary>
/// <param name="Name">Account name.</param>
/// <param name="Shown">Name for other people's eyes.</param>
/// <param name="Member">Member the person belongs to; empty: the hub itself.</param>
/// <param name="Roles">What the person does.</param>
/// <param name="Grants">Rights beside the roles.</param>
public sealed record PersonDraft(
    string Name, string Shown, string Member, IReadOnlyList<PersonRole> Roles, IReadOnlyList<DeskRight> Grants);

/// <summary>Who changes accounts.</summary>
/// <param name="Name">For log and trail.</param>
/// <param name="Member">Accounts of this member only; null: all.</param>
/// <param name="Person">The own account, which nobody changes for himself; null: the command line, or an ops token.</param>
public sealed record AccountKeeper(string Name, string? Member, string? Person);

/// <summary>Adds, changes and closes accounts. A keeper of a member sees and changes the accounts of that member only.</summary>
public sealed partial class PeopleDesk(
    HubDb db, ExchangeOptions options, IDeskTrail trail, TimeProvider clock, ILogger<PeopleDesk> log)
{
    /// <summary>Most accounts of one list.</summary>
    public const int MostListed = 500;

    /// <summary>Accounts the keeper may see, by name.</summary>
    public async Task<IReadOnlyList<PersonAccount>> ListAsync(AccountKeeper keeper, string after, CancellationToken ct)
    {
        await using var reader = await db.ReadAsync(ct);
        return [.. (await People.ListAsync(reader, keeper.Member, after, MostListed, ct)).Select(PersonAccount.Of)];
    }

    /// <summary>One account, by name.</summary>
    public async Task<Result<PersonAccount>> FindAsync(AccountKeeper keeper, string name, CancellationToken ct) =>
        (await RowAsync(keeper, name, ct)).Then<PersonAccount>(p => PersonAccount.Of(p));

    /// <summary>Makes an account with a one-time password.</summary>
    /// <returns>The password; it is shown once and kept nowhere.</returns>
    public async Task<Result<string>> AddAsync(PersonDraft draft, AccountKeeper keeper, CancellationToken ct)
    {
        var name = LoginDesk.Normal(draft.Name);
        var errors = Check(draft, keeper);
        if (!AccountName().IsMatch(name))
            errors.Add(HubError.FieldMalformed("name", "3 to 40 small letters, digits, dots and hyphens"));
        if (errors.Count > 0)
            return Result<string>.Failed(errors);
        var password = PasswordRules.OneTime();
        var person = new Person
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()).ToString(),
            Name = name,
            Shown = draft.Shown.Trim() is { Length: > 0 } shown ? shown : name,
            Member = draft.Member,
            Roles = PersonAccount.Words(draft.Roles),
            Grants = PersonAccount.Words(draft.Grants),
            Password = PasswordRules.Hash(password),
            MustChange = true,
            Stamp = People.NewStamp(),
            CreatedAt = clock.GetUtcNow(),
            CreatedBy = keeper.Name,
        };
        if (await db.RunAsync((tx, stop) => People.AddAsync(tx, person, stop), ct) == 0)
            return new HubError(HubErrorCode.Conflict, "There is an account of this name; take another.", "name");
        await ToldAsync(person, keeper, "added", ct);
        return password;
    }

    /// <summary>Gives other roles and rights; sessions and tokens of the person end.</summary>
    public Task<Result<bool>> PlaceAsync(PersonDraft draft, AccountKeeper keeper, CancellationToken ct) =>
        ChangeAsync(draft.Name, keeper, "roles changed", Check(draft, keeper),
            (tx, person, stop) => People.PlaceAsync(tx, person.Id, draft.Member, PersonAccount.Words(draft.Roles),
                PersonAccount.Words(draft.Grants), stop), ct);

    /// <summary>Closes an account or opens it again; closed, its sessions and tokens are good for nothing at once.</summary>
    public Task<Result<bool>> CloseAsync(string name, bool closed, AccountKeeper keeper, CancellationToken ct) =>
        ChangeAsync(name, keeper, closed ? "closed" : "opened", [],
            (tx, person, stop) => People.CloseAsync(tx, person.Id, closed, stop), ct);

    /// <summary>A one-time password, and with <paramref name="factor"/> a new second factor too.</summary>
    /// <returns>The password; it is shown once and kept nowhere.</returns>
    public async Task<Result<string>> ResetAsync(string name, bool factor, AccountKeeper keeper, CancellationToken ct)
    {
        var password = PasswordRules.OneTime();
        var hash = PasswordRules.Hash(password);
        var what = factor ? "password and second factor reset" : "password reset";
        var changed = await ChangeAsync(name, keeper, what, [], async (tx, person, stop) =>
        {
            if (factor)
                await PersonSecrets.DropFactorAsync(tx, person.Id, stop);
            return person.Issuer.Length == 0 && await People.SetPasswordAsync(tx, person.Id, hash, true, stop);
        }, ct);
        return changed.Then<string>(_ => password);
    }

    private async Task<Result<bool>> ChangeAsync(
        string name, AccountKeeper keeper, string what, List<HubError> errors,
        Func<HubTransaction, Person, CancellationToken, Task<bool>> change, CancellationToken ct)
    {
        if (!(await RowAsync(keeper, name, ct)).TryGet(out var person, out var unknown))
            return Result<bool>.Failed(unknown);
        if (person.Id == keeper.Person)
            errors.Add(new(HubErrorCode.Conflict,
                "Nobody changes the own roles, closes or resets the own account: ask another administrator.", "name"));
        if (errors.Count > 0)
            return Result<bool>.Failed(errors);
        if (!await db.RunAsync((tx, stop) => change(tx, person, stop), ct))
            return new HubError(HubErrorCode.Conflict, "The account has no password here; its identity provider keeps it.");
        await using var reader = await db.ReadAsync(ct);
        await ToldAsync(await People.FindAsync(reader, person.Id, ct) ?? person, keeper, what, ct);
        return true;
    }

    private async Task<Result<Person>> RowAsync(AccountKeeper keeper, string name, CancellationToken ct)
    {
        await using var reader = await db.ReadAsync(ct);
        return await People.FindByNameAsync(reader, LoginDesk.Normal(name), ct) is { } person
            && (keeper.Member is null || keeper.Member == person.Member)
            ? person
            : HubError.NotFound("This account");
    }

    private List<HubError> Check(PersonDraft draft, AccountKeeper keeper)
    {
        var errors = RoleRights.Check(draft.Roles, draft.Grants).ToList();
        if (draft.Shown.Length > 100 || draft.Shown.Any(char.IsControl))
            errors.Add(HubError.FieldMalformed("shown", "a name of at most 100 characters"));
        if (draft.Member.Length > 0 && options.Members.Find(draft.Member) is null)
            errors.Add(HubError.FieldMalformed("member", "a member of members.yaml, or empty for the hub itself"));
        if (keeper.Member is { } own && draft.Member != own)
            errors.Add(new(HubErrorCode.SenderNotAllowed, "You keep the accounts of your own member only.", "member"));
        return errors;
    }

    private Task ToldAsync(Person person, AccountKeeper keeper, string what, CancellationToken ct)
    {
        PersonLog.Changed(log, person.Name, keeper.Name, what, person.Member, person.Roles, person.Grants);
        return trail.TellAsync(new("account", 'U', 200, keeper.Name)
        {
            Member = keeper.Member ?? "",
            Person = keeper.Person,
            Detail = $"{person.Name}: {what}; member {person.Member}, roles {person.Roles}, grants {person.Grants}",
        }, ct);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{2,39}$", RegexOptions.NonBacktracking)]
    private static partial Regex AccountName();
}
