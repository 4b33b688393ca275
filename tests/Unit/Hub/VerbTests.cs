using System.Net;
using System.Net.Sockets;
using IntegrationHub.Hub.Cli;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Roles;
using Xunit;

namespace IntegrationHub.Unit.Hub;

/// <summary>Exit codes and words of the verbs: 0 done, 1 input at fault, 2 wrong usage, 3 nobody answers.</summary>
public sealed class VerbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("bogus")]
    [InlineData("send", "x.hl7")]
    [InlineData("send", "x.hl7", "--to", "http://127.0.0.1:1")]
    [InlineData("send", "x.hl7", "--to", "mllp://127.0.0.1:1", "--charset", "latin1")]
    [InlineData("demo", "--mllp-port", "70000")]
    [InlineData("demo", "--http-port", "zero")]
    [InlineData("run", "--roles", "gatway")]
    [InlineData("replay", "not-an-id")]
    [InlineData("token")]
    [InlineData("messages", "--state", "lost")]
    public async Task Wrong_usage_ends_with_2_and_says_why(params string[] args)
    {
        var (code, _, error) = await CommandLine.RunAsync(args);

        Assert.Equal(ExitCode.Usage, code);
        Assert.NotEmpty(error.Trim());
    }

    [Fact]
    public async Task Every_verb_explains_itself()
    {
        foreach (var verb in CommandTree.Create().Subcommands)
        {
            var (code, output, _) = await CommandLine.RunAsync(verb.Name, "--help");

            Assert.Equal(ExitCode.Done, code);
            Assert.Contains(verb.Description!, output);
            Assert.All(verb.Options, o => Assert.False(string.IsNullOrEmpty(o.Description), $"{verb.Name} {o.Name}"));
        }
    }

    [Fact]
    public async Task What_init_writes_check_finds_in_order_and_a_second_init_touches_nothing()
    {
        var target = folder["hub"];

        Assert.Equal(ExitCode.Done, (await CommandLine.RunAsync("init", target)).Code);
        File.WriteAllText(Path.Combine(target, HubFile.Name), "gatway: x");
        var again = await CommandLine.RunAsync("init", target);
        var check = await CommandLine.RunAsync("check", target);

        Assert.Equal(ExitCode.Fault, again.Code);
        Assert.Contains("hub.yaml: exists already", again.Error);
        Assert.Equal("gatway: x", File.ReadAllText(Path.Combine(target, HubFile.Name)));
        Assert.Equal(ExitCode.Fault, check.Code);
        Assert.Contains("hub.yaml:1: gatway: unknown key. Did you mean \"gateway\"?", check.Error);

        Assert.Equal(ExitCode.Done, (await CommandLine.RunAsync("init", target, "--force")).Code);
        Assert.Equal(ExitCode.Done, (await CommandLine.RunAsync("check", target)).Code);
    }

    [Fact]
    public async Task Check_and_run_of_a_folder_that_is_not_there_end_with_1_and_name_init()
    {
        var check = await CommandLine.RunAsync("check", folder["nowhere"]);
        var run = await CommandLine.RunAsync("run", "--config", folder["nowhere"]);

        Assert.Equal((ExitCode.Fault, ExitCode.Fault), (check.Code, run.Code));
        Assert.Contains("hub init", check.Error);
        Assert.Contains("hub init", run.Error);
    }

    [Fact]
    public async Task A_gateway_alone_needs_a_broker_and_is_told_so()
    {
        await CommandLine.RunAsync("init", folder["hub"]);

        var (code, _, error) = await CommandLine.RunAsync("run", "--config", folder["hub"], "--roles", "gateway");

        Assert.Equal(ExitCode.Fault, code);
        Assert.Contains("bus.transport", error);
    }

    [Fact]
    public async Task A_hub_that_does_not_answer_ends_with_3()
    {
        var (code, _, error) = await CommandLine.RunAsync("messages", "--hub", $"http://127.0.0.1:{FreePort()}");

        Assert.Equal(ExitCode.Unreachable, code);
        Assert.Contains("--hub URL", error);
    }

    [Fact]
    public async Task Sending_to_nobody_ends_with_3_and_a_file_that_is_not_there_with_1()
    {
        folder.Write("m.hl7", "MSH|^~\\&|A|B\r");
        var to = $"mllp://127.0.0.1:{FreePort()}";

        Assert.Equal(ExitCode.Unreachable, (await CommandLine.RunAsync("send", folder["m.hl7"], "--to", to)).Code);
        Assert.Equal(ExitCode.Fault, (await CommandLine.RunAsync("send", folder["no.hl7"], "--to", to)).Code);
    }

    [Theory]
    [InlineData("AA", ExitCode.Done)]
    [InlineData("CA", ExitCode.Done)]
    [InlineData("AE", ExitCode.Fault)]
    [InlineData("AR", ExitCode.Fault)]
    public async Task Send_prints_the_acknowledgement_and_ends_by_its_code(string ack, int expected)
    {
        folder.Write("m.hl7", "MSH|^~\\&|A|B\nPID|1||试\n");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeOnceAsync(listener, $"MSH|^~\\&|H\rMSA|{ack}|1\r");

        var (code, output, _) = await CommandLine.RunAsync("send", folder["m.hl7"], "--charset", "GB18030", "--to",
            $"mllp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        Assert.Equal(expected, code);
        Assert.Contains($"MSA|{ack}|1", output);
        Assert.Equal("\vMSH|^~\\&|A|B\rPID|1||"u8.ToArray().Concat(new byte[] { 0xCA, 0xD4 })
            .Concat("\r\x1c\r"u8.ToArray()),
            await serving);
    }

    [Theory]
    [InlineData("gateway,exchange", Role.Gateway | Role.Exchange)]
    [InlineData(" dashboard ", Role.Dashboard)]
    internal void Roles_are_a_comma_separated_list(string text, Role expected) =>
        Assert.Equal((expected, null), RunVerb.Parse(text));

    [Fact]
    public void An_unknown_role_gets_a_hint() =>
        Assert.Equal("\"exchnge\" is no role; known are gateway, exchange, dashboard. Did you mean \"exchange\"?",
            RunVerb.Parse("gateway,exchnge").Problem);

    public void Dispose() => folder.Dispose();

    private static async Task<byte[]> ServeOnceAsync(TcpListener listener, string answer)
    {
        var ct = TestContext.Current.CancellationToken;
        using var client = await listener.AcceptTcpClientAsync(ct);
        var stream = client.GetStream();
        var received = new List<byte>();
        var buffer = new byte[1024];
        while (received is not [.., 0x1C, 0x0D])
            received.AddRange(buffer.AsSpan(0, await stream.ReadAsync(buffer, ct)));
        await stream.WriteAsync("\v"u8.ToArray().Concat(System.Text.Encoding.UTF8.GetBytes(answer))
            .Concat("\x1c\r"u8.ToArray()).ToArray(), ct);
        return [.. received];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
