using System.Security.Cryptography;
using System.Text.Json;
using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Registering, rotating and shutting out clients; and what their clocks may say.</summary>
public abstract class ClientDeskContract(IFhirExchanges exchanges)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Uri Hub => exchanges.Towns[0].Base;

    private IServiceProvider Services => exchanges.Services[0];

    private ClientDesk Desk => Services.GetRequiredService<ClientDesk>();

    [Fact]
    public async Task Every_mistake_of_a_registration_is_told_at_once()
    {
        using var small = SigningKey.Rsa("k1", 1024);
        using var curve = SigningKey.Ec("k2", ECCurve.NamedCurves.nistP256);
        using var whole = SigningKey.Ec("k3");
        var keys = JsonSerializer.Serialize(new { keys = new[] { small.Jwk(), curve.Jwk(), whole.Jwk(whole: true) } });

        var refused = await Desk.AddAsync(
            new("nowhere", " ", new(keys, null), "system/Patient.rs system/Nothing.rs", ["everything"]), Ct);

        Assert.Equal(
            ["member", "name", "scope", "rights", "jwks.keys[0]", "jwks.keys[1]", "jwks.keys[2]"],
            refused.Errors.Select(e => e.Path));
        Assert.Contains("private key", refused.Errors[^1].Text);
    }

    [Fact]
    public async Task A_name_is_given_once_within_a_member()
    {
        using var key = SigningKey.Ec("k1");
        var asked = new NewClient("town", "portal " + Guid.NewGuid(), new(SigningKey.Set(key), null), "system/*.rs", []);

        Assert.True((await Desk.AddAsync(asked, Ct)).IsOk);
        Assert.Equal("name", (await Desk.AddAsync(asked, Ct)).Errors.Single().Path);
        Assert.True((await Desk.AddAsync(asked with { Member = "county" }, Ct)).IsOk);
    }

    [Fact]
    public async Task A_disabled_client_is_refused_at_its_next_request_and_gets_no_token_until_it_is_enabled()
    {
        using var client = await SigningClient.RegisterAsync(Services, Hub);
        using var caller = await client.CallerAsync("system/*.rs");
        Assert.Equal(200, (await caller.GetAsync("Patient?_count=1")).Status);

        await Desk.DisableAsync(client.Client.Id, Ct);

        Assert.Equal(401, (await caller.GetAsync("Patient?_count=1")).Status);
        Assert.Equal("invalid_client", (await client.AskAsync()).Error);
        await Desk.EnableAsync(client.Client.Id, Ct);
        Assert.Equal(401, (await caller.GetAsync("Patient?_count=1")).Status);
        Assert.Equal(200, (await client.AskAsync()).Status);
    }

    [Fact]
    public async Task A_removed_client_is_gone_with_its_tokens()
    {
        using var client = await SigningClient.RegisterAsync(Services, Hub);
        using var caller = await client.CallerAsync("system/*.rs");

        await Desk.RemoveAsync(client.Client.Id, Ct);

        Assert.Equal(401, (await caller.GetAsync("Patient?_count=1")).Status);
        Assert.Equal("invalid_client", (await client.AskAsync()).Error);
        Assert.DoesNotContain(await Desk.ListAsync(Ct), c => c.Id == client.Client.Id);
        Assert.False((await Desk.RemoveAsync(client.Client.Id, Ct)).IsOk);
    }

    [Fact]
    public async Task After_a_rotation_the_new_keys_sign_and_what_the_old_ones_got_has_ended()
    {
        using var client = await SigningClient.RegisterAsync(Services, Hub);
        using var caller = await client.CallerAsync("system/*.rs");
        using var next = SigningKey.Rsa("k2");
        using var third = SigningKey.Ec("k3");

        await Desk.RotateAsync(client.Client.Id, new(SigningKey.Set(next, third), null), Ct);

        Assert.Equal(401, (await caller.GetAsync("Patient?_count=1")).Status);
        Assert.Equal("invalid_client", (await client.AskAsync()).Error);
        Assert.Equal(200, (await client.AskAsync(next.Sign(client.Claims()))).Status);
        Assert.Equal(200, (await client.AskAsync(third.Sign(client.Claims()))).Status);
        Assert.Equal("invalid_client", (await client.AskAsync(next.Sign(client.Claims(), kid: "k3"))).Error);
    }

    [Fact]
    public async Task Used_assertions_and_expired_tokens_are_forgotten()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var client = await SigningClient.RegisterAsync(Services, Hub);
        await using var tx = await exchanges.Db.BeginAsync(Ct);
        var now = clock.GetUtcNow();
        await IntegrationHub.Store.ClientTokens.AddAsync(
            tx, new(Guid.NewGuid().ToString(), "town", "old", now, now.AddHours(-2), null)
            {
                ClientId = client.Client.Id,
            },
            Ct);
        Assert.True(await Assertions.TryUseAsync(tx, client.Client.Id, "a", now.AddSeconds(-1), Ct));
        Assert.True(await Assertions.TryUseAsync(tx, client.Client.Id, "b", now.AddHours(1), Ct));
        Assert.False(await Assertions.TryUseAsync(tx, client.Client.Id, "b", now.AddHours(1), Ct));
        Assert.True(await Assertions.TryUseAsync(tx, client.Client.Id, "a", now.AddHours(1), Ct));
        Assert.DoesNotContain(
            await IntegrationHub.Store.ClientTokens.AllAsync(tx, Ct), t => t.ClientId == client.Client.Id);
    }

    // iat, exp and nbf in seconds from now; null: left out.
    [Theory]
    [InlineData(0, 300, null, true)]
    [InlineData(0, 301, null, false)]
    [InlineData(null, 300, null, true)]
    [InlineData(null, 301, null, false)]
    [InlineData(60, 360, null, true)]
    [InlineData(60, 361, null, false)]
    [InlineData(61, 200, null, false)]
    [InlineData(-300, -59, null, true)]
    [InlineData(-300, -60, null, false)]
    [InlineData(0, 200, 60, true)]
    [InlineData(0, 200, 61, false)]
    public async Task An_assertion_lives_five_minutes_and_a_clock_may_be_a_minute_off(
        int? issuedAt, int expires, int? from, bool good)
    {
        var clock = new FakeTimeProvider(
            DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
        using var client = await SigningClient.RegisterAsync(Services, Hub);
        var check = new ClientAssertions(
            exchanges.Db,
            new(Services.GetRequiredService<OutboundGuard>(), clock, NullLogger<KeySets>.Instance), clock);
        var now = clock.GetUtcNow().ToUnixTimeSeconds();

        var (checkedOne, why) = await check.CheckAsync(
            client.Key.Sign(client.Claims(("iat", now + issuedAt), ("exp", now + expires), ("nbf", now + from))), null,
            client.Endpoint.ToString(), Ct);

        Assert.Equal(good, checkedOne is not null);
        Assert.Equal(good, why is null);
        // What could be sent again must still be known: it is kept until it is refused for its age.
        Assert.True(checkedOne is null || checkedOne.Until >= DateTimeOffset.FromUnixTimeSeconds(now + expires + 60));
    }
}

public sealed class ClientDeskOnSqlite(SqliteFhir exchanges) : ClientDeskContract(exchanges), IClassFixture<SqliteFhir>;

public sealed class ClientDeskOnPostgres(PostgresFhir exchanges)
    : ClientDeskContract(exchanges), IClassFixture<PostgresFhir>;
