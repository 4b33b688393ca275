using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace IntegrationHub.Shared.Processes;

/// <summary>Writes configuration folders for hub processes under test: a township that refers, a county that receives.</summary>
public sealed class HubFolder
{
    /// <summary>MSH-4 of the county hospital.</summary>
    public const string County = "COUNTY";

    /// <summary>MSH-4 of the township health centre.</summary>
    public const string Township = "TOWN";

    /// <summary>Folder with hub.yaml.</summary>
    public required string Path { get; init; }

    /// <summary>Port of the FHIR API, desk and health.</summary>
    public required int HttpPort { get; init; }

    /// <summary>Address of the FHIR API.</summary>
    public Uri Http => new($"http://127.0.0.1:{HttpPort}");

    /// <summary>Port of the county hospital's inbound channel.</summary>
    public required int CountyPort { get; init; }

    /// <summary>Port of the township's inbound channel.</summary>
    public required int TownshipPort { get; init; }

    /// <summary>
    /// Writes a folder. Without <paramref name="postgres"/> the exchange uses SQLite, without <paramref name="rabbitMq"/>
    /// the bus is in memory; secrets travel in <see cref="HubProcess"/>'s environment.
    /// </summary>
    public static HubFolder Write(string folder, HubPorts ports, bool postgres, Uri? rabbitMq,
        int? countyReceiver = null, int? townshipReceiver = null)
    {
        ArgumentNullException.ThrowIfNull(ports);
        Directory.CreateDirectory(System.IO.Path.Combine(folder, "channels"));
        void File(string name, string text) => System.IO.File.WriteAllText(System.IO.Path.Combine(folder, name), text);

        File("hub.yaml", HubYaml(ports.Http, postgres, rabbitMq));
        File("members.yaml", """
            members:
              - id: county
                name: 测试县人民医院
                tier: county
                facilities: [COUNTY]
                gateway: edge
              - id: township
                name: 测试镇卫生院
                tier: township
                facilities: [TOWN]
                superior: county
                gateway: edge
            """);
        File("channels/county-his.yaml", Inbound("county-his", "county", ports.County, "GB18030"));
        File("channels/township-his.yaml", Inbound("township-his", "township", ports.Township, "auto"));
        if (countyReceiver is { } county)
            File("channels/county-out.yaml", Outbound("county-out", "county", county));
        if (townshipReceiver is { } township)
            File("channels/township-out.yaml", Outbound("township-out", "township", township));
        return new() { Path = folder, HttpPort = ports.Http, CountyPort = ports.County, TownshipPort = ports.Township };
    }

    private static string HubYaml(int http, bool postgres, Uri? rabbitMq) => $$"""
        gateway: edge
        environment: P
        demo: true
        data: data
        http:
          urls: [http://127.0.0.1:{{http}}]
        exchange:
          database: {{(postgres ? "postgres\n  connection: ${env:HUB_PG}" : "sqlite")}}
        bus:
          transport: {{(rabbitMq is null ? "inmemory" : "rabbitmq" + Broker(rabbitMq))}}
        ops:
          access: loopback
        log:
          level: warning
        """;

    private static string Broker(Uri rabbitMq) => string.Create(CultureInfo.InvariantCulture, $$"""

          host: {{rabbitMq.Host}}
          port: {{rabbitMq.Port}}
          vhost: {{Vhost(rabbitMq)}}
          user: {{rabbitMq.UserInfo.Split(':')[0]}}
          password: ${env:HUB_AMQP_PASSWORD}
        """);

    private static string Vhost(Uri rabbitMq) =>
        rabbitMq.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(rabbitMq.AbsolutePath[1..]) : "/";

    private static string Inbound(string name, string member, int port, string charset) => $"""
        name: {name}
        member: {member}
        direction: in
        protocol: mllp
        address: 127.0.0.1
        port: {port}
        charset: {charset}
        """;

    private static string Outbound(string name, string member, int port) => $"""
        name: {name}
        member: {member}
        direction: out
        protocol: mllp
        host: 127.0.0.1
        port: {port}
        charset: UTF-8
        retry:
          first-seconds: 1
          most-seconds: 5
        """;
}

/// <summary>Free ports of the loopback for one hub.</summary>
/// <param name="Http">FHIR API, desk and health.</param>
/// <param name="County">Inbound channel of the county hospital.</param>
/// <param name="Township">Inbound channel of the township.</param>
public sealed record HubPorts(int Http, int County, int Township)
{
    /// <summary>Asks the system for three free ports.</summary>
    public static HubPorts Free()
    {
        var listeners = Enumerable.Range(0, 3).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
            listener.Stop();
        return new(ports[0], ports[1], ports[2]);
    }
}
