using System.Security.Cryptography;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>A client to register.</summary>
/// <param name="Member">Member it speaks for.</param>
/// <param name="Name">Name for a person, unique within the member.</param>
/// <param name="Keys">Its public keys.</param>
/// <param name="Scopes">What its tokens may be good for at most.</param>
/// <param name="Rights">Rights of its tokens; see <see cref="ClientRights"/>.</param>
public sealed record NewClient(
    string Member, string Name, GivenKeys Keys, string Scopes, IReadOnlyList<string> Rights);

/// <summary>Public keys: a JSON Web Key Set, or where it is; one of both.</summary>
/// <param name="Json">The set.</param>
/// <param name="Url">Where it is.</param>
public sealed record GivenKeys(string? Json, string? Url);

/// <summary>Registers, changes and shuts out clients, for the command line and the desk.</summary>
public sealed class ClientDesk(
    HubDb db, ExchangeOptions options, OutboundGuard guard, ClientTokens tokens, TimeProvider clock)
{
    private const int IdBytes = 12;
    private const int LongestName = 60;

    /// <summary>All clients, by member and name.</summary>
    public async Task<IReadOnlyList<Client>> ListAsync(CancellationToken ct)
    {
        await using var reader = await db.ReadAsync(ct);
        return await Clients.AllAsync(reader, ct);
    }

    /// <summary>Registers a client; every mistake at once.</summary>
    public async Task<Result<Client>> AddAsync(NewClient asked, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var errors = new List<HubError>();
        if (options.Members.Find(asked.Member) is null)
            errors.Add(new(HubErrorCode.NotFound, "There is no such member.", "member"));
        var name = asked.Name.Trim();
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            errors.Add(HubError.FieldMalformed("name", $"a name of {LongestName} characters at most"));
        var scopes = ScopeText.Read(asked.Scopes, ScopeText.OfSystem);
        errors.AddRange(scopes.Errors);
        errors.AddRange(asked.Rights.Where(r => !ClientRights.All.Contains(r)).Select(_ => HubError.FieldMalformed(
            "rights", $"one of {string.Join(", ", ClientRights.All)}")));
        errors.AddRange(Mistakes(asked.Keys));
        if (errors.Count > 0)
            return Result<Client>.Failed(errors);
        var client = new Client
        {
            Id = "client-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)),
            Member = asked.Member,
            Name = name,
            KeysJson = asked.Keys.Json,
            KeysUrl = asked.Keys.Url,
            Scopes = ScopeText.Write(scopes.Value),
            Rights = string.Join(' ', asked.Rights.Distinct()),
            CreatedAt = clock.GetUtcNow(),
        };
        return await db.RunAsync((tx, stop) => Clients.AddAsync(tx, client, stop), ct)
            ? client
            : new HubError(HubErrorCode.Conflict, "The member has a client of this name.", "name");
    }

    /// <summary>Replaces a client's keys; what it got with the old ones ends.</summary>
    public Task<Result<Client>> RotateAsync(string id, GivenKeys keys, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var errors = Mistakes(keys);
        return errors.Count > 0
            ? Task.FromResult(Result<Client>.Failed(errors))
            : ChangeAsync(id, (tx, stop) => Clients.RotateAsync(tx, id, keys.Json, keys.Url, stop), ct);
    }

    /// <summary>Shuts a client out: its tokens end at once, on every exchange.</summary>
    public Task<Result<Client>> DisableAsync(string id, CancellationToken ct) =>
        ChangeAsync(id, (tx, stop) => Clients.DisableAsync(tx, id, disabled: true, stop), ct);

    /// <summary>Lets a client in again; it asks for new tokens.</summary>
    public Task<Result<Client>> EnableAsync(string id, CancellationToken ct) =>
        ChangeAsync(id, (tx, stop) => Clients.DisableAsync(tx, id, disabled: false, stop), ct);

    /// <summary>Removes a client for good: its tokens end at once, on every exchange.</summary>
    public Task<Result<Client>> RemoveAsync(string id, CancellationToken ct) =>
        ChangeAsync(id, (tx, stop) => Clients.RemoveAsync(tx, id, stop), ct);

    private async Task<Result<Client>> ChangeAsync(
        string id, Func<HubTransaction, CancellationToken, Task<bool>> change, CancellationToken ct)
    {
        var changed = await db.RunAsync(
            async (tx, stop) =>
            {
                var before = await Clients.FindAsync(tx, id, stop);
                return before is not null && await change(tx, stop)
                    ? await Clients.FindAsync(tx, id, stop) ?? before
                    : null;
            },
            ct);
        tokens.Forget(); // the other exchanges hear of it
        return changed is null ? HubError.NotFound("This client") : changed;
    }

    private IReadOnlyList<HubError> Mistakes(GivenKeys keys) => (keys.Json, keys.Url) switch
    {
        ({ } json, null) => PublicKeys.Read(json, "jwks").Errors,
        (null, { } url) => guard.Check(url, "jwks-url").Errors,
        _ => [HubError.FieldMissing("jwks", "Either a key set or its address, not both,")],
    };
}
