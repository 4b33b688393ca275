using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace IntegrationHub.Hub.Bench;

/// <summary>A configuration folder for one process of a measurement.</summary>
internal sealed record BenchFolder(string Path, int HttpPort, int MllpPort)
{
    public const string Facility = "BENCH";

    /// <summary>Password of the broker and connection string of the database, for the child's environment.</summary>
    public const string BusPassword = "HUB_BENCH_BUS_PASSWORD";

    public const string Database = "HUB_BENCH_DATABASE";

    public static BenchFolder Write(string path, Uri broker, bool postgres)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(path, "channels"));
        var (http, mllp) = (FreePort(), FreePort());
        void Put(string name, string text) => File.WriteAllText(System.IO.Path.Combine(path, name), text);
        Put("hub.yaml", string.Create(CultureInfo.InvariantCulture, $$"""
            gateway: bench
            environment: P
            demo: true
            http:
              urls: [http://127.0.0.1:{{http}}]
            exchange:
              database: {{(postgres ? "postgres" : "sqlite")}}
              {{(postgres ? "connection: ${env:" + Database + "}" : "")}}
            bus:
              transport: rabbitmq
              host: {{broker.Host}}
              port: {{broker.Port}}
              vhost: {{(broker.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(broker.AbsolutePath[1..]) : "/")}}
              user: {{broker.UserInfo.Split(':')[0]}}
              password: ${env:{{BusPassword}}}
            log:
              level: error

            """));
        Put("members.yaml", """
            members:
              - id: bench
                name: 测量
                tier: county
                facilities: [BENCH]
                gateway: bench
            """);
        Put("channels/bench.yaml", string.Create(CultureInfo.InvariantCulture, $"""
            name: bench
            member: bench
            direction: in
            protocol: mllp
            address: 127.0.0.1
            port: {mllp}
            charset: UTF-8

            """));
        return new(path, http, mllp);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
