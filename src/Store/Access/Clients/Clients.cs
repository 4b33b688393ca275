namespace IntegrationHub.Store;

/// <summary>Systems that sign for their tokens.</summary>
public static class Clients
{
    private const string Columns = "id, member, name, keys_json, keys_url, scopes, rights, created_at, disabled_at";

    private const string Add = $"""
        insert into client ({Columns})
        values (@id, @member, @name, @json, @url, @scopes, @rights, @created, null)
        on conflict (member, name) do nothing
        """;

    private const string One = $"select {Columns} from client where id = @id";

    private const string Locked = $"{One} and disabled_at is null for update";

    private const string All = $"select {Columns} from client order by member, name";

    private const string SetKeys = "update client set keys_json = @json, keys_url = @url where id = @id";

    private const string SetDisabled = "update client set disabled_at = @at where id = @id";

    private const string Remove = "delete from client where id = @id";

    private const string RemoveAssertions = "delete from client_assertion where client_id = @id";

    /// <summary>Adds a client.</summary>
    /// <returns>False when its member has one of this name.</returns>
    public static async Task<bool> AddAsync(HubTransaction tx, Client client, CancellationToken ct) =>
        await tx.ExecuteAsync(
            Add, ct, ("@id", client.Id), ("@member", client.Member), ("@name", client.Name),
            ("@json", client.KeysJson), ("@url", client.KeysUrl), ("@scopes", client.Scopes),
            ("@rights", client.Rights), ("@created", client.CreatedAt)) > 0;

    /// <summary>The client, disabled or not; null when unknown.</summary>
    public static Task<Client?> FindAsync(HubReader reader, string id, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(One, Client.Read, ct, ("@id", id));

    /// <summary>
    /// The client, held until the transaction ends; null when it is unknown or disabled. So a token is issued either
    /// before its client is disabled, and revoked with it, or not at all.
    /// </summary>
    public static Task<Client?> HoldAsync(HubTransaction tx, string id, CancellationToken ct) =>
        tx.QuerySingleOrDefaultAsync(Locked, Client.Read, ct, ("@id", id));

    /// <summary>All clients, by member and name.</summary>
    public static Task<IReadOnlyList<Client>> AllAsync(HubReader reader, CancellationToken ct) =>
        reader.QueryAsync(All, Client.Read, ct);

    /// <summary>Replaces the keys and ends the tokens that the old ones have signed for.</summary>
    /// <returns>False when there is no such client.</returns>
    public static async Task<bool> RotateAsync(
        HubTransaction tx, string id, string? keysJson, string? keysUrl, CancellationToken ct) =>
        await tx.ExecuteAsync(SetKeys, ct, ("@id", id), ("@json", keysJson), ("@url", keysUrl)) > 0
        && await ClientTokens.RevokeOfAsync(tx, id, ct) >= 0;

    /// <summary>Shuts a client out, with its tokens, or lets it in again.</summary>
    /// <returns>False when there is no such client.</returns>
    public static async Task<bool> DisableAsync(
        HubTransaction tx, string id, bool disabled, CancellationToken ct) =>
        await tx.ExecuteAsync(
            SetDisabled, ct, ("@id", id), ("@at", disabled ? tx.Clock.GetUtcNow() : (DateTimeOffset?)null)) > 0
        && (!disabled || await ClientTokens.RevokeOfAsync(tx, id, ct) >= 0);

    /// <summary>Removes a client; its tokens are revoked and stay until they are forgotten.</summary>
    /// <returns>False when there is no such client.</returns>
    public static async Task<bool> RemoveAsync(HubTransaction tx, string id, CancellationToken ct)
    {
        if (await tx.ExecuteAsync(Remove, ct, ("@id", id)) == 0)
            return false;
        await tx.ExecuteAsync(RemoveAssertions, ct, ("@id", id));
        await ClientTokens.RevokeOfAsync(tx, id, ct);
        return true;
    }
}
