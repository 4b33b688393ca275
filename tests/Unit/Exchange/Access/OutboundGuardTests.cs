using System.Net;
using System.Net.Sockets;
using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Xunit;

namespace IntegrationHub.Unit.Exchange;

/// <summary>Where the hub cannot be made to go. Every URL ends before a connection is made.</summary>
public sealed class OutboundGuardTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Not allowed whatever hosts are named: hosts is a list of everything that is written below.
    public static TheoryData<string> Malformed =>
    [
        "", " ", "keys.example.org", "//keys.example.org/x", "/jwks.json", "http://keys.example.org/x",
        "http://127.0.0.1/x", "http://localhost/x", "http://169.254.169.254/latest/meta-data/",
        "ftp://keys.example.org/x", "file:///etc/passwd", "gopher://keys.example.org/x", "data:text/plain,x",
        "javascript:alert(1)", "ldap://keys.example.org/x", "https:///x", "https://", "https:",
        "https://user@keys.example.org/x", "https://user:word@keys.example.org/x",
        "https://keys.example.org@evil.example.net/x", "https://keys.example.org%40evil.example.net/x@y",
        "https://keys.example.org#@evil.example.net/x", "https://keys.example.org/x#y",
        "https://keys.example.org\\@evil.example.net/x", "https://evil.example.net\\keys.example.org/x",
        "https://keys.example.org/x\r\nHost: evil.example.net", "https://keys.example.org/\tx",
        "https://keys\u3002example.org/x", "https://\uff4beys.example.org/x", "https://keys.example.org:99999/x",
        "https://[::1/x", "https://[keys.example.org]/x",
    ];

    public static TheoryData<string> OfOtherHosts =>
    [
        "https://evil.example.net/x", "https://keys.example.org.evil.example.net/x",
        "https://evil-keys.example.org/x", "https://xkeys.example.org/x", "https://example.org/x",
        "https://keys.example.org:8443/x", "https://keys.example.org:80/x", "https://keys.example.org./x",
        "https://wild.example.com.evil.example.net/x", "https://example.com/x", "https://other.test/x",
        "https://other.test:444/x", "https://127.0.0.1/x", "https://[::1]/x", "https://[::ffff:127.0.0.1]/x",
        "https://169.254.169.254/x", "https://localhost/x", "https://xn--kys-dma.example.org/x",
    ];

    // One and the same address in many spellings; named as hosts, so that only the look at the address can refuse.
    public static TheoryData<string> OfForbiddenAddresses =>
    [
        "https://127.0.0.1/x", "https://127.1/x", "https://2130706433/x", "https://0x7f000001/x", "https://0x7f.1/x",
        "https://0177.0.0.1/x", "https://0/x", "https://0.0.0.0/x", "https://10.0.0.1/x", "https://172.16.0.1/x",
        "https://172.31.255.255/x", "https://192.168.1.1/x", "https://100.64.0.1/x", "https://169.254.169.254/x",
        "https://2852039166/x", "https://0xa9fea9fe/x", "https://0251.0376.0251.0376/x", "https://192.0.0.192/x",
        "https://198.18.0.1/x", "https://192.0.2.1/x", "https://224.0.0.1/x", "https://239.255.255.250/x",
        "https://255.255.255.255/x", "https://240.0.0.1/x", "https://[::]/x", "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x", "https://[::ffff:169.254.169.254]/x", "https://[::ffff:8.8.8.8]/x",
        "https://[::127.0.0.1]/x", "https://[64:ff9b::a9fe:a9fe]/x", "https://[64:ff9b:1::a00:1]/x",
        "https://[2002:7f00:1::]/x", "https://[2001:0:7f00:1::]/x", "https://[2001:db8::1]/x", "https://[fe80::1]/x",
        "https://[fec0::1]/x", "https://[fc00::1]/x", "https://[fd12:3456::1]/x", "https://[ff02::1]/x",
        "https://[100::1]/x", "https://[3fff::1]/x", "https://[5f00::1]/x",
    ];

    // What a name of an allowed host may be made to mean.
    public static TheoryData<string> Addresses =>
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.10", "172.20.0.1", "169.254.169.254", "100.100.100.200", "0.0.0.0", "::1",
        "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1", "fd00:ec2::254", "64:ff9b::7f00:1", "ff05::2",
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public void An_address_that_is_no_plain_https_url_is_refused(string url)
    {
        using var guard = Guard(new()
        {
            Hosts = ["keys.example.org", "evil.example.net", "localhost", "127.0.0.1", "169.254.169.254", "[::1]"],
        });

        var refused = guard.Check(url, "jwks-url");

        Assert.Equal([(HubErrorCode.FieldMalformed, "jwks-url")], refused.Errors.Select(e => (e.Code, e.Path!)));
    }

    [Theory]
    [MemberData(nameof(OfOtherHosts))]
    public void A_host_or_port_that_is_not_named_is_refused(string url)
    {
        using var guard = Guard(new() { Hosts = ["keys.example.org", "*.example.com", "other.test:8443"] });

        Assert.Equal([HubErrorCode.BusinessRule], guard.Check(url, "url").Errors.Select(e => e.Code));
    }

    [Theory]
    [InlineData("https://keys.example.org/jwks.json?x=1")]
    [InlineData("https://KEYS.example.org:443/")]
    [InlineData("https://a.b.example.com/x")]
    [InlineData("https://other.test:8443/x")]
    public void A_named_host_is_allowed(string url)
    {
        using var guard = Guard(new() { Hosts = ["keys.example.org", "*.example.com", "other.test:8443"] });

        Assert.True(guard.Check(url, "url").IsOk);
    }

    [Theory]
    [MemberData(nameof(OfForbiddenAddresses))]
    public async Task An_address_that_is_not_public_is_refused_in_every_spelling(string url)
    {
        // Each is named as the hub reads it: the list of hosts lets it through.
        var read = new Uri(url);
        using var guard = Guard(new() { Hosts = [read.HostNameType == UriHostNameType.IPv6 ? read.Host : read.IdnHost] });
        Assert.True(guard.Check(url, "url").IsOk);

        var refused = await guard.GetAsync(url, Ct);

        Assert.Equal([HubErrorCode.BusinessRule], refused.Errors.Select(e => e.Code));
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_name_that_means_an_address_that_is_not_public_is_refused_when_it_connects(string address)
    {
        using var guard = Guard(new() { Hosts = ["keys.example.org"] }, address);
        using var among = Guard(new() { Hosts = ["keys.example.org"] }, "8.8.8.8", address);

        Assert.Equal(HubErrorCode.BusinessRule, (await AskAsync(guard)).Errors.Single().Code);
        Assert.Equal(HubErrorCode.BusinessRule, (await AskAsync(among)).Errors.Single().Code);

        static Task<Result<OutboundAnswer>> AskAsync(OutboundGuard guard) =>
            guard.GetAsync("https://keys.example.org/x", Ct);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("224.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::ffff:10.0.0.1")]
    public async Task An_internal_host_may_not_mean_what_no_hospital_has(string address)
    {
        using var guard = Guard(new() { Internal = ["idp.hospital.test"] }, address);

        Assert.Equal(
            HubErrorCode.BusinessRule, (await guard.GetAsync("https://idp.hospital.test/x", Ct)).Errors.Single().Code);
    }

    [Fact]
    public async Task A_name_is_looked_up_each_time_a_connection_is_made()
    {
        var answers = new Queue<string>(["10.0.0.1", "169.254.169.254"]);
        using var guard = new OutboundGuard(
            new() { Hosts = ["keys.example.org"] },
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]));

        await guard.GetAsync("https://keys.example.org/x", Ct);
        await guard.GetAsync("https://keys.example.org/x", Ct);

        Assert.Empty(answers);
    }

    [Fact]
    public async Task An_internal_host_is_asked_a_redirect_is_an_answer_and_a_long_one_is_cut_off()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var guard = Guard(
            new() { Internal = [$"localhost:{port}"], LoopbackHttp = true, AnswerBytes = 1000 }, "127.0.0.1");

        var redirect = await AskAsync("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
        var longest = await AskAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + new string('x', 1000));
        var tooLong = await AskAsync("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + new string('x', 1001));
        var endless = await AskAsync(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + new string('x', 2000) + "\r\n0\r\n\r\n");

        Assert.Equal((302, 0), (redirect.Value.Status, redirect.Value.Body.Length));
        Assert.Equal(1000, longest.Value.Body.Length);
        Assert.Equal(HubErrorCode.ServiceUnreachable, tooLong.Errors.Single().Code);
        Assert.Equal(HubErrorCode.ServiceUnreachable, endless.Errors.Single().Code);

        async Task<Result<OutboundAnswer>> AskAsync(string answer)
        {
            var asked = guard.GetAsync($"http://localhost:{port}/x", Ct);
            using var connection = await listener.AcceptTcpClientAsync(Ct);
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), Ct);
            connection.Client.Shutdown(SocketShutdown.Send);
            return await asked;
        }
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var guard = Guard(
            new()
            {
                Internal = [$"localhost:{port}"],
                LoopbackHttp = true,
                Patience = TimeSpan.FromMilliseconds(200),
            },
            "127.0.0.1");

        var left = await guard.GetAsync($"http://localhost:{port}/x", Ct);

        Assert.Equal(HubErrorCode.ServiceUnreachable, left.Errors.Single().Code);
        Assert.Contains("0.2 s", left.Errors.Single().Text);
    }

    private static OutboundGuard Guard(OutboundOptions options, params string[] addresses) =>
        new(options, (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()));
}
