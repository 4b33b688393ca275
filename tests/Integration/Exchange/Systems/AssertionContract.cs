using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Tokens for a signature, and every way to cheat about it (SMART App Launch 2, RFC 7523).</summary>
public abstract class AssertionContract(IFhirExchanges exchanges)
{
    private Uri Hub => exchanges.Towns[0].Base;

    private IServiceProvider Services => exchanges.Services[0];

    private static readonly string[] Critical = ["exp"];

    public static TheoryData<string> Algorithms => ["RS384", "ES384"];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_client_that_signs_gets_a_token_of_five_minutes_that_opens_the_api(string algorithm)
    {
        using var client = await NewAsync(algorithm == "RS384" ? SigningKey.Rsa("k1") : SigningKey.Ec("k1"));

        var reply = await client.AskAsync(scope: "system/Patient.rs system/Observation.read");

        Assert.Equal(200, reply.Status);
        Assert.StartsWith("hub_", reply.Token);
        Assert.Equal("bearer", reply.Text("token_type"));
        Assert.Equal(300, reply.Body.GetProperty("expires_in").GetInt32());
        Assert.Equal("system/Observation.rs system/Patient.rs", reply.Text("scope"));
        Assert.True(reply.Headers.CacheControl!.NoStore);
        using var caller = await client.CallerAsync("system/Patient.rs");
        Assert.Equal(200, (await caller.GetAsync("Patient?_count=1")).Status);
    }

    [Fact]
    public async Task An_assertion_is_good_once()
    {
        using var client = await NewAsync();
        var assertion = client.Key.Sign(client.Claims());
        Assert.Equal(200, (await client.AskAsync(assertion)).Status);

        await RefusedAsync(client, assertion);
    }

    [Fact]
    public async Task Of_twenty_that_send_one_assertion_at_the_same_time_one_gets_a_token()
    {
        using var client = await NewAsync();
        var assertion = client.Key.Sign(client.Claims());

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.AskAsync(assertion)));

        Assert.Equal(1, replies.Count(r => r.Status == 200));
        Assert.Equal(19, replies.Count(r => r.Error == "invalid_client"));
    }

    [Fact]
    public async Task Two_clients_may_use_the_same_jti()
    {
        using var one = await NewAsync();
        using var two = await NewAsync();

        Assert.Equal(200, (await one.AskAsync(one.Key.Sign(one.Claims(("jti", "1"))))).Status);
        Assert.Equal(200, (await two.AskAsync(two.Key.Sign(two.Claims(("jti", "1"))))).Status);
    }

    [Fact]
    public async Task An_unsigned_assertion_is_refused()
    {
        using var client = await NewAsync();
        var header = Base64Url.EncodeToString("{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"k1\"}"u8);
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(client.Claims()));

        await RefusedAsync(client, $"{header}.{payload}.");
        await RefusedAsync(client, $"{header}.{payload}.{client.Key.Sign(client.Claims()).Split('.')[2]}");
    }

    [Fact]
    public async Task A_public_key_is_no_shared_secret()
    {
        using var client = await NewAsync(SigningKey.Rsa("k1"));
        foreach (var secret in new[] { SigningKey.Set(client.Key), client.Key.Jwk()["n"] })
        {
            var key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)) { KeyId = "k1" };
            var assertion = new JsonWebTokenHandler().CreateToken(
                JsonSerializer.Serialize(client.Claims()), new SigningCredentials(key, "HS384"));

            await RefusedAsync(client, assertion);
        }
    }

    [Fact]
    public async Task A_key_the_client_has_not_registered_is_refused_whatever_it_calls_itself()
    {
        using var client = await NewAsync();
        using var other = SigningKey.Ec("k1");

        await RefusedAsync(client, other.Sign(client.Claims()));
        await RefusedAsync(client, client.Key.Sign(client.Claims(), kid: "k2"));
    }

    [Fact]
    public async Task A_key_inside_the_assertion_is_not_believed()
    {
        using var client = await NewAsync();
        using var own = SigningKey.Ec("k9");

        await RefusedAsync(client, own.Sign(client.Claims(), header: ("jwk", own.Jwk())));
        await RefusedAsync(client, client.Key.Sign(client.Claims(), header: ("crit", Critical)));
    }

    [Fact]
    public async Task An_address_of_keys_inside_the_assertion_is_not_asked()
    {
        using var attacker = new KeyServer();
        using var own = SigningKey.Ec("k9");
        attacker.Body = SigningKey.Set(own);
        using var client = await NewAsync();

        await RefusedAsync(client, own.Sign(client.Claims(), header: ("jku", attacker.Url)));

        Assert.Equal(0, attacker.Asked);
    }

    [Fact]
    public async Task A_changed_assertion_is_refused()
    {
        using var client = await NewAsync();
        var parts = client.Key.Sign(client.Claims()).Split('.');
        var other = client.Key.Sign(client.Claims(("jti", "another"))).Split('.');

        await RefusedAsync(client, $"{parts[0]}.{other[1]}.{parts[2]}");
        await RefusedAsync(client, $"{parts[0]}.{parts[1]}.{other[2]}");
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("aud")]
    [InlineData("exp")]
    [InlineData("jti")]
    public async Task An_assertion_without_one_of_its_claims_is_refused(string claim)
    {
        using var client = await NewAsync();

        await RefusedAsync(client, client.Key.Sign(client.Claims((claim, null))));
    }

    [Fact]
    public async Task A_client_cannot_sign_for_another_one()
    {
        using var town = await NewAsync();
        using var county = await SigningClient.RegisterAsync(Services, Hub, member: "county");
        var id = county.Client.Id;

        await RefusedAsync(town, town.Key.Sign(town.Claims(("iss", id), ("sub", id))));
        await RefusedAsync(town, town.Key.Sign(town.Claims(("sub", id))));
        await RefusedAsync(town, town.Key.Sign(town.Claims(("iss", id))));
        await RefusedAsync(town, town.Key.Sign(town.Claims(("iss", "client-unknown"), ("sub", "client-unknown"))));
    }

    [Theory]
    [InlineData("https://other-hub.example.org/connect/token")]
    [InlineData("http://127.0.0.1/connect/token")]
    [InlineData("")]
    public async Task What_was_signed_for_another_server_is_refused(string audience)
    {
        using var client = await NewAsync();

        await RefusedAsync(client, client.Key.Sign(client.Claims(("aud", audience))));
        await RefusedAsync(client, client.Key.Sign(client.Claims(("aud", client.Endpoint + "/"))));
        await RefusedAsync(client, client.Key.Sign(client.Claims(("aud", Hub.ToString()))));
    }

    [Fact]
    public async Task A_host_header_does_not_make_the_hub_another_server()
    {
        using var client = await NewAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, client.Endpoint);
        request.Headers.Host = "evil.example.org";
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = client.Key.Sign(
                client.Claims(("aud", "http://evil.example.org/connect/token"))),
            ["scope"] = "system/*.rs",
        });

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(
            "access.url", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("not a token")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJFUzM4NCJ9..")]
    [InlineData("....")]
    public async Task What_is_no_assertion_is_refused(string text)
    {
        using var client = await NewAsync();

        await RefusedAsync(client, text);
        await RefusedAsync(client, new string('a', 9_000) + ".b.c");
    }

    [Fact]
    public async Task Forms_that_are_wrong_are_told_so_in_the_words_of_OAuth()
    {
        using var client = await NewAsync();
        var good = new KeyValuePair<string, string>("grant_type", "client_credentials");

        Assert.Equal("invalid_request", (await client.PostAsync([])).Error);
        Assert.Equal("invalid_request", (await client.PostAsync([good, good])).Error);
        Assert.Equal("unsupported_grant_type", (await client.PostAsync([new("grant_type", "password")])).Error);
        Assert.Equal("invalid_client", (await client.PostAsync([good])).Error);
    }

    [Fact]
    public async Task Scopes_beyond_those_registered_are_not_granted_and_unknown_ones_are_listed()
    {
        using var client = await SigningClient.RegisterAsync(
            Services, Hub, scopes: "system/Patient.rs system/Observation.cruds");

        var more = await client.AskAsync(scope: "system/*.rs system/Encounter.r");
        var other = await client.AskAsync(scope: "system/Encounter.r");
        var unknown = await client.AskAsync(scope: "system/Patient.rs system/Nothing.rs system/Patient.sr user/Patient.r");
        var none = await client.AskAsync(scope: null);

        Assert.Equal("system/Observation.rs system/Patient.rs", more.Text("scope"));
        Assert.Equal(("invalid_scope", 400), (other.Error, other.Status));
        Assert.Equal("invalid_scope", unknown.Error);
        Assert.All(
            ["system/Nothing.rs", "system/Patient.sr", "user/Patient.r"],
            s => Assert.Contains(s, unknown.Text("error_description")));
        Assert.DoesNotContain("'system/Patient.rs'", unknown.Text("error_description"));
        Assert.Equal("invalid_scope", none.Error);
    }

    private Task<SigningClient> NewAsync(SigningKey? key = null) =>
        SigningClient.RegisterAsync(Services, Hub, key);

    // Every refusal is the same, so that nobody learns which part was wrong, and leaves no token behind.
    private async Task RefusedAsync(SigningClient client, string assertion)
    {
        var tokens = await CountAsync(client);

        var reply = await client.AskAsync(assertion);

        Assert.Equal(401, reply.Status);
        Assert.Equal(
            """{"error":"invalid_client","error_description":"The client is not known here, or what it signed is not """
            + """good for this server or not any more."}""",
            reply.Body.GetRawText());
        Assert.Equal(tokens, await CountAsync(client));
    }

    private async Task<int> CountAsync(SigningClient client)
    {
        await using var reader = await exchanges.Db.ReadAsync(TestContext.Current.CancellationToken);
        return (await IntegrationHub.Store.ClientTokens.AllAsync(reader, TestContext.Current.CancellationToken))
            .Count(t => t.ClientId == client.Client.Id);
    }
}

public sealed class AssertionsOnSqlite(SqliteFhir exchanges) : AssertionContract(exchanges), IClassFixture<SqliteFhir>;

public sealed class AssertionsOnPostgres(PostgresFhir exchanges)
    : AssertionContract(exchanges), IClassFixture<PostgresFhir>;
