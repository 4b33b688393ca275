using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Key sets behind URLs, and tokens of an external issuer, against a real server of keys.</summary>
public sealed class KeySetTests : IDisposable
{
    private readonly SqliteFolder folder = new();
    private readonly KeyServer server = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_client_that_publishes_its_keys_is_known_by_them_and_asked_once()
    {
        using var key = SigningKey.Rsa("k1");
        server.Body = SigningKey.Set(key);
        await using var app = await StartAsync();
        using var client = await SigningClient.RegisterAsync(app.Services, UrlOf(app), key, keysUrl: server.Url);

        Assert.Equal(200, (await client.AskAsync()).Status);
        Assert.Equal(200, (await client.AskAsync(key.Sign(client.Claims(), header: ("jku", server.Url)))).Status);
        Assert.Equal(
            "invalid_client",
            (await client.AskAsync(key.Sign(client.Claims(), header: ("jku", server.Url + "?x=1")))).Error);

        Assert.Equal(1, server.Asked);
    }

    [Fact]
    public async Task A_new_kid_is_asked_for_and_an_unknown_one_not_again_and_again()
    {
        using var old = SigningKey.Ec("k1");
        using var next = SigningKey.Ec("k2");
        var clock = new FakeTimeProvider();
        var sets = Sets(clock);
        server.Body = SigningKey.Set(old);
        Assert.NotNull(await FindAsync("k1"));
        for (var i = 0; i < 50; i++)
            Assert.Null(await FindAsync("k2"));
        Assert.Equal(1, server.Asked);

        server.Body = SigningKey.Set(next);
        clock.Advance(TimeSpan.FromSeconds(11));

        Assert.NotNull(await FindAsync("k2"));
        Assert.Null(await FindAsync("k1"));
        Assert.Equal(2, server.Asked);

        ValueTask<PublicKey?> FindAsync(string kid) => sets.FindAsync(server.Url, kid, PublicKeys.OfClients, Ct);
    }

    [Fact]
    public async Task While_the_server_is_away_known_keys_stay_good_for_an_hour_and_no_longer()
    {
        using var key = SigningKey.Ec("k1");
        var clock = new FakeTimeProvider();
        var sets = Sets(clock);
        server.Body = SigningKey.Set(key);
        Assert.NotNull(await FindAsync());
        server.Status = 503;

        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull(await FindAsync());
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await FindAsync());

        ValueTask<PublicKey?> FindAsync() => sets.FindAsync(server.Url, "k1", PublicKeys.OfClients, Ct);
    }

    [Fact]
    public async Task A_redirect_to_the_keys_is_not_followed()
    {
        using var elsewhere = new KeyServer();
        using var key = SigningKey.Ec("k1");
        elsewhere.Body = SigningKey.Set(key);
        (server.Status, server.Location) = (302, elsewhere.Url);

        Assert.Null(await Sets(new()).FindAsync(server.Url, "k1", PublicKeys.OfClients, Ct));
        Assert.Equal(0, elsewhere.Asked);
    }

    [Fact]
    public async Task A_key_server_the_hub_may_not_ask_cannot_be_registered()
    {
        await using var app = await StartAsync();

        var refused = await app.Services.GetRequiredService<ClientDesk>().AddAsync(
            new("town", "x", new(null, "https://elsewhere.example.org/jwks"), "system/*.rs", []), Ct);

        Assert.Contains("access.outbound.hosts", refused.Errors.Single().Text);
    }

    [Fact]
    public async Task A_token_of_the_external_issuer_opens_what_it_says_and_is_checked_once()
    {
        using var key = SigningKey.Ec("i1");
        server.Body = SigningKey.Set(key);
        await using var app = await StartAsync(issuer: true);
        var token = key.Sign(Claims());
        using var caller = Caller(app, token);

        Assert.Equal(200, (await caller.GetAsync("Patient?_count=1")).Status);
        Assert.Equal(403, (await caller.GetAsync("Observation?_count=1")).Status);
        var known = await app.Services.GetRequiredService<Callers>().FindAsync(token, Ct);
        Assert.Equal(("town", "dr-li", "dr-li"), (known!.Member, known.Name, known.Person));
        Assert.Equal([PersonRole.Clinician, PersonRole.HospitalIt], known.Roles);
        server.Status = 503;
        Assert.Equal(200, (await caller.GetAsync("Patient?_count=1")).Status);
        Assert.Equal(1, server.Asked);
    }

    [Theory]
    [InlineData("member", "nowhere")]
    [InlineData("member", null)]
    [InlineData("iss", "https://other.example.org")]
    [InlineData("aud", "https://other.example.org")]
    [InlineData("aud", null)]
    [InlineData("exp", 1_000_000)]
    [InlineData("exp", null)]
    [InlineData("nbf", 4_000_000_000)]
    public async Task A_token_of_the_external_issuer_with_a_wrong_claim_is_refused(string claim, object? value)
    {
        using var key = SigningKey.Ec("i1");
        server.Body = SigningKey.Set(key);
        await using var app = await StartAsync(issuer: true);
        using var caller = Caller(app, key.Sign(Claims((claim, value))));

        Assert.Equal(401, (await caller.GetAsync("Patient?_count=1")).Status);
    }

    [Fact]
    public async Task A_token_the_issuer_has_not_signed_is_refused_also_after_a_good_one()
    {
        using var key = SigningKey.Ec("i1");
        using var forged = SigningKey.Ec("i1");
        server.Body = SigningKey.Set(key);
        await using var app = await StartAsync(issuer: true);
        var good = key.Sign(Claims()).Split('.');
        using var caller = Caller(app, string.Join('.', good));
        Assert.Equal(200, (await caller.GetAsync("Patient?_count=1")).Status);
        var other = key.Sign(Claims(("member", "city"))).Split('.');

        using var mixed = Caller(app, $"{good[0]}.{other[1]}.{good[2]}");
        using var unsigned = Caller(app, $"{good[0]}.{good[1]}.");
        using var foreign = Caller(app, forged.Sign(Claims()));
        using var nothing = Caller(app, key.Sign(Claims(("scope", "openid profile system/*.cruds"))));

        Assert.Equal(401, (await mixed.GetAsync("Patient?_count=1")).Status);
        Assert.Equal(401, (await unsigned.GetAsync("Patient?_count=1")).Status);
        Assert.Equal(401, (await foreign.GetAsync("Patient?_count=1")).Status);
        Assert.Equal(403, (await nothing.GetAsync("Patient?_count=1")).Status); // no scope of ours, for a person
    }

    private static Dictionary<string, object> Claims(params (string Name, object? Value)[] changes)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = "https://issuer.example.org",
            ["aud"] = "https://hub.example.org/fhir",
            ["sub"] = "4711",
            ["exp"] = now + 600,
            ["member"] = "town",
            ["scope"] = "openid user/Patient.rs",
            ["account"] = "dr-li",
            ["roles"] = new[] { "clinician", "hospital-it", "unknown" },
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
                claims.Remove(name);
            else
                claims[name] = value;
        }

        return claims;
    }

    private KeySets Sets(FakeTimeProvider clock) => new(
        new OutboundGuard(new() { Internal = [server.Host], LoopbackHttp = true }), clock, NullLogger<KeySets>.Instance);

    private async Task<WebApplication> StartAsync(bool issuer = false) => await FhirHost.StartAsync(
        ExchangeRig.Options(await folder.NewAsync()) with
        {
            Access = new()
            {
                Outbound = new() { Internal = [server.Host], LoopbackHttp = true },
                Issuer = !issuer ? null : new()
                {
                    Url = "https://issuer.example.org",
                    Audience = "https://hub.example.org/fhir",
                    KeysUrl = server.Url,
                    PersonClaim = "account",
                },
            },
        });

    private static Uri UrlOf(WebApplication app) => new(app.Urls.Single());

    private static FhirCaller Caller(WebApplication app, string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(UrlOf(app), "/fhir/") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return new(client);
    }
}
