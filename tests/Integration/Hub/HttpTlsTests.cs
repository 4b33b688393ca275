using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using IntegrationHub.Gateway;
using IntegrationHub.Hub.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Hub;

/// <summary>The hub's own https door: who is let in, and what happens when the certificate is renewed.</summary>
public sealed class HttpTlsTests : IDisposable
{
    private readonly CertificateDesk desk = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => desk.Dispose();

    [Fact]
    public async Task Only_clients_of_the_right_authority_get_in_and_browsers_are_told_to_stay()
    {
        await using var door = await OpenAsync(ClientCertificateMode.RequireCertificate);

        using var answer = await GetAsync(door, desk.Leaf("client", desk.Clients).Certificate);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("max-age=31536000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(door, null));
        await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => GetAsync(door, desk.Leaf("client", desk.Rogue).Certificate));
        await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => GetAsync(door, null, new SslClientAuthenticationOptions { EnabledSslProtocols = Old }));
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_to_the_next_client_and_open_connections_stay()
    {
        var own = desk.Leaf("localhost", desk.Servers);
        await using var door = await OpenAsync(ClientCertificateMode.NoCertificate, own.File);
        var shown = new List<string>();
        using var open = Client(door, null, shown);
        Assert.Equal("ok", await open.GetStringAsync(new Uri("/", UriKind.Relative), Ct));

        var renewed = desk.Leaf("localhost", desk.Servers, into: own.File);
        Assert.Equal("ok", await open.GetStringAsync(new Uri("/", UriKind.Relative), Ct));
        Assert.Equal([own.Certificate.Thumbprint], shown);
        using var next = Client(door, null, shown);
        Assert.Equal("ok", await next.GetStringAsync(new Uri("/", UriKind.Relative), Ct));
        Assert.Equal([own.Certificate.Thumbprint, renewed.Certificate.Thumbprint], shown);

        File.WriteAllText(own.File, "half a file");
        using var later = Client(door, null, shown);
        Assert.Equal("ok", await later.GetStringAsync(new Uri("/", UriKind.Relative), Ct));
    }

#pragma warning disable SYSLIB0039, CA5397 // the point of the test
    private static SslProtocols Old => SslProtocols.Tls11;
#pragma warning restore SYSLIB0039, CA5397

    private async Task<WebApplication> OpenAsync(ClientCertificateMode mode, string? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("https://127.0.0.1:0");
        var file = certificate ?? desk.Leaf("localhost", desk.Servers).File;
        builder.AddHttpTls(new(new OwnCertificate(file, null, null), mode, desk.Clients.File, file));
        var app = builder.Build();
        app.UseStrictTransport();
        app.Run(http => http.Response.WriteAsync("ok"));
        await app.StartAsync(Ct);
        return app;
    }

    private async Task<HttpResponseMessage> GetAsync(
        WebApplication door, X509Certificate2? own, SslClientAuthenticationOptions? tls = null)
    {
        using var client = Client(door, own, [], tls);
        return await client.GetAsync(new Uri("/", UriKind.Relative), Ct);
    }

    private HttpClient Client(
        WebApplication door, X509Certificate2? own, List<string> shown, SslClientAuthenticationOptions? tls = null)
    {
        var authority = new TrustedAuthorities(desk.Servers.File);
        tls ??= new();
        tls.TargetHost = "localhost";
        tls.ClientCertificates = own is null ? null : [own];
        tls.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            shown.Add(certificate!.GetCertHashString());
            return authority.Trusts(certificate, chain, errors);
        };
        var address = door.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new(new SocketsHttpHandler { SslOptions = tls }) { BaseAddress = new(address) };
    }
}
