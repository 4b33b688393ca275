using System.Security.Cryptography;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using IntegrationHub.Shared.Servers;
using IntegrationHub.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ClientTokens = IntegrationHub.Exchange.ClientTokens;

namespace IntegrationHub.Benchmarks;

/// <summary>What it costs to know whom a bearer token speaks for; aim: 50 µs.</summary>
[InProcess]
[WarmupCount(2)]
[IterationCount(4)]
[IterationTime(250)]
[MemoryDiagnoser]
public class TokenCheckBenchmark
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-token-").FullName;
    private HubDb sqlite = null!;
    private HubDb postgres = null!;
    private Callers remembered = null!;
    private Callers askedSqlite = null!;
    private Callers askedPostgres = null!;
    private ExchangeOptions options = null!;
    private KeySets keySets = null!;
    private WebApplication issuer = null!;
    private string opaque = "";
    private string opaquePostgres = "";
    private string rsa = "";
    private string ec = "";

    /// <summary>Databases with a token of a client, and an issuer with two keys.</summary>
    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var clock = TimeProvider.System;
        await StartIssuerAsync(clock);
        sqlite = HubDb.Sqlite(Path.Combine(folder, "exchange.db"), clock);
        var server = await PostgresServer.SharedAsync();
        postgres = HubDb.Postgres(await server.CreateDatabaseAsync(CancellationToken.None), clock);
        await sqlite.MigrateAsync(CancellationToken.None);
        await postgres.MigrateAsync(CancellationToken.None);
        var listening = new ClientTokens(sqlite, clock);
        listening.Heard(true);
        (remembered, opaque) = (new(listening, Issuer()), await TokenAsync(sqlite, listening));
        askedSqlite = new(new ClientTokens(sqlite, clock), Issuer());
        var asking = new ClientTokens(postgres, clock);
        (askedPostgres, opaquePostgres) = (new(asking, Issuer()), await TokenAsync(postgres, asking));
    }

    /// <summary>Removes what was made.</summary>
    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await sqlite.DisposeAsync();
        await postgres.DisposeAsync();
        await issuer.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A token of the hub seen a moment ago.</summary>
    [Benchmark]
    public ValueTask<Caller?> OpaqueRemembered() => remembered.FindAsync(opaque, default);

    /// <summary>A token of the hub, the SQLite file is asked.</summary>
    [Benchmark]
    public ValueTask<Caller?> OpaqueAskedOfSqlite() => askedSqlite.FindAsync(opaque, default);

    /// <summary>A token of the hub, PostgreSQL is asked.</summary>
    [Benchmark]
    public ValueTask<Caller?> OpaqueAskedOfPostgres() => askedPostgres.FindAsync(opaquePostgres, default);

    /// <summary>A JWT seen before.</summary>
    [Benchmark]
    public ValueTask<Caller?> JwtRemembered() => remembered.FindAsync(rsa, default);

    /// <summary>A JWT with RS256, 2048 bits, seen for the first time.</summary>
    [Benchmark]
    public ValueTask<Caller?> JwtFirstRs256() => Issuer().FindAsync(rsa, default);

    /// <summary>A JWT with ES384 seen for the first time.</summary>
    [Benchmark]
    public ValueTask<Caller?> JwtFirstEs384() => Issuer().FindAsync(ec, default);

    private IssuerTokens Issuer() => new(options, keySets, TimeProvider.System, NullLogger<IssuerTokens>.Instance);

    private static Task<string> TokenAsync(HubDb db, ClientTokens tokens) => db.RunAsync(
        async (tx, ct) =>
        {
            var token = ClientTokens.NewToken();
            var client = new Client
            {
                Id = "client-1",
                Member = "town",
                Name = "lis",
                Scopes = "system/*.rs",
                CreatedAt = TimeProvider.System.GetUtcNow(),
            };
            const string scopes = "system/Observation.cruds system/Patient.rs";
            await tokens.AddAsync(tx, token, client, scopes, TimeSpan.FromMinutes(5), ct);
            return token;
        },
        default);

    private async Task StartIssuerAsync(TimeProvider clock)
    {
        var (rsaKey, ecKey) = (
            new RsaSecurityKey(RSA.Create(2048)) { KeyId = "r" },
            new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP384)) { KeyId = "e" });
        var (r, e) = (
            JsonWebKeyConverter.ConvertFromRSASecurityKey(rsaKey), JsonWebKeyConverter.ConvertFromECDsaSecurityKey(ecKey));
        var set = JsonSerializer.Serialize(new
        {
            keys = new object[]
            {
                new { kty = "RSA", kid = "r", n = r.N, e = r.E }, new { kty = "EC", kid = "e", crv = "P-384", x = e.X, y = e.Y },
            },
        });
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        issuer = builder.Build();
        issuer.Run(http => http.Response.WriteAsync(set));
        await issuer.StartAsync();
        var url = new Uri(issuer.Urls.Single());
        options = new()
        {
            Members = new([new()
            {
                Id = "town", Name = "town", Tier = Tier.Township, Facilities = ["TOWN"], Gateway = "gw",
            }]),
            Access = new()
            {
                Outbound = new() { Internal = [$"{url.Host}:{url.Port}"], LoopbackHttp = true },
                Issuer = new() { Url = "https://issuer", Audience = "hub", KeysUrl = url + "jwks" },
            },
        };
        keySets = new(new OutboundGuard(options.Access.Outbound), clock, NullLogger<KeySets>.Instance);
        (rsa, ec) = (Sign(rsaKey, "RS256", clock), Sign(ecKey, "ES384", clock));
    }

    private static string Sign(SecurityKey key, string algorithm, TimeProvider clock) =>
        new JsonWebTokenHandler().CreateToken(
            JsonSerializer.Serialize(new
            {
                iss = "https://issuer",
                aud = "hub",
                sub = "lis",
                member = "town",
                scope = "system/Observation.cruds system/Patient.rs",
                exp = clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
            }),
            new SigningCredentials(key, algorithm));
}
