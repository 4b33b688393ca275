using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Testcontainers.RabbitMq;

namespace IntegrationHub.Shared.Servers;

/// <summary>A real RabbitMQ: <c>HUB_TEST_RABBITMQ</c> (an amqp URI of an empty vhost), else a container, else this machine's binaries.</summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private static readonly Lazy<Task<RabbitMqServer>> Shared = new(() => StartAsync(CancellationToken.None));
    private static int vhosts;

    private readonly IReadOnlyDictionary<string, string> environment;
    private RabbitMqContainer? container;

    private RabbitMqServer(Uri uri, IReadOnlyDictionary<string, string>? environment = null) =>
        (Uri, this.environment) = (uri, environment ?? new Dictionary<string, string>());

    /// <summary>User, password, host, port; the default vhost.</summary>
    public Uri Uri { get; }

    /// <summary>The process, when it runs from this machine's binaries.</summary>
    public ServerProcess? Process { get; private init; }

    /// <summary>The server all tests of this process share.</summary>
    public static Task<RabbitMqServer> SharedAsync() => Shared.Value;

    /// <summary>A server by the ladder above.</summary>
    public static async Task<RabbitMqServer> StartAsync(CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("HUB_TEST_RABBITMQ") is { Length: > 0 } given)
            return new(new(given));
        if (!DockerEngine.Answers)
            return await StartLocalAsync(ct);
        var container = new RabbitMqBuilder("rabbitmq:4").Build();
        await container.StartAsync(ct);
        return new(new(container.GetConnectionString())) { container = container };
    }

    /// <summary>A node of this machine's binaries in a temporary folder.</summary>
    public static async Task<RabbitMqServer> StartLocalAsync(CancellationToken ct)
    {
        const string binary = "/usr/lib/rabbitmq/bin/rabbitmq-server";
        if (!File.Exists(binary))
            throw new InvalidOperationException(
                "No RabbitMQ: set HUB_TEST_RABBITMQ, start Docker, or run tests/run.sh, which installs it.");
        var folder = Directory.CreateTempSubdirectory("hub-rabbitmq-").FullName;
        var port = ServerProcess.FreePort();
        var environment = Settings(folder, port);
        var pidFile = environment["RABBITMQ_PID_FILE"];
        var process = new ServerProcess(With(new ProcessStartInfo(binary), environment))
        {
            PidSource = () => int.Parse(File.ReadAllText(pidFile).Trim(), CultureInfo.InvariantCulture),
            GivenUp = () => System.Diagnostics.Process.Start(With(new ProcessStartInfo("epmd", ["-kill"]) { RedirectStandardOutput = true }, environment))?.WaitForExit(5_000),
        };
        process.Start();
        var server = new RabbitMqServer(new($"amqp://guest:guest@127.0.0.1:{port}/"), environment) { Process = process };
        await server.WaitAsync(ct);
        return server;
    }

    /// <summary>Waits until it speaks AMQP.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        while (!await SpeaksAmqpAsync(ct))
            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
    }

    /// <summary>Makes an empty vhost where the server is ours; a given server's vhost is used as it is.</summary>
    /// <returns>An amqp URI of it.</returns>
    public async Task<Uri> CreateVhostAsync(CancellationToken ct)
    {
        var name = string.Create(CultureInfo.InvariantCulture,
            $"t{Environment.ProcessId}-{Interlocked.Increment(ref vhosts)}");
        var user = Uri.UserInfo.Split(':')[0];
        if (container is not null)
        {
            await container.ExecAsync(["rabbitmqctl", "add_vhost", name], ct);
            await container.ExecAsync(["rabbitmqctl", "set_permissions", "-p", name, user, ".*", ".*", ".*"], ct);
        }
        else if (Process is not null)
        {
            await ControlAsync(ct, "add_vhost", name);
            await ControlAsync(ct, "set_permissions", "-p", name, user, ".*", ".*", ".*");
        }
        else
        {
            return Uri;
        }

        return new UriBuilder(Uri) { Path = name }.Uri;
    }

    /// <summary>Runs rabbitmqctl against a node of ours.</summary>
    public Task ControlAsync(CancellationToken ct, params string[] arguments) => ServerProcess.RunAsync(
        With(new ProcessStartInfo("/usr/lib/rabbitmq/bin/rabbitmqctl", arguments), environment), ct);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Process?.Dispose();
        if (container is not null)
            await container.DisposeAsync();
    }

    // Every path and port is our own, so that a broker of the machine is neither seen nor disturbed.
    private static Dictionary<string, string> Settings(string folder, int port)
    {
        File.WriteAllText(Path.Combine(folder, "plugins"), "[].");
        File.WriteAllText(Path.Combine(folder, "rabbitmq.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            listeners.tcp.1 = 127.0.0.1:{port}
            heartbeat = 10
            disk_free_limit.absolute = 50MB
            vm_memory_high_watermark.absolute = 2GB

            """));
        return new()
        {
            ["HOME"] = folder,
            ["RABBITMQ_NODENAME"] = $"hub{port}@localhost",
            ["RABBITMQ_DIST_PORT"] = ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture),
            ["ERL_EPMD_PORT"] = ServerProcess.FreePort().ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "plugins"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(folder, "pid"),
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(folder, "none"),
        };
    }

    private static ProcessStartInfo With(ProcessStartInfo command, IReadOnlyDictionary<string, string> environment)
    {
        foreach (var (name, value) in environment)
            command.Environment[name] = value;
        return command;
    }

    private async Task<bool> SpeaksAmqpAsync(CancellationToken ct)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Uri.Host, Uri.Port, ct);
            await client.GetStream().WriteAsync("AMQP\0\0\x09\x01"u8.ToArray(), ct);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromSeconds(2));
            return await client.GetStream().ReadAsync(new byte[8], limit.Token) > 0;
        }
        catch (Exception notYet) when (notYet is SocketException or IOException or OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            return false;
        }
    }
}
