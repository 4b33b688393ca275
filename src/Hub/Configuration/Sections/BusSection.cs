using System.Net;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Reads the <c>bus</c> block of hub.yaml.</summary>
internal static class BusSection
{
    private const int AmqpPort = 5672;
    private const int AmqpsPort = 5671;

    public static BusSettings Read(YamlSection bus, bool demo)
    {
        var transport = bus.OneOf("transport", BusTransport.InMemory,
            ("inmemory", BusTransport.InMemory), ("rabbitmq", BusTransport.RabbitMq));
        var settings = transport == BusTransport.RabbitMq
            ? RabbitMq(bus, demo)
            : Nothing(bus, demo);
        bus.Close();
        return settings;
    }

    private static BusSettings RabbitMq(YamlSection bus, bool demo)
    {
        var host = bus.Required("host", "the name or address of the broker");
        var tls = Tls(bus, host, demo);
        var password = bus.Secret("password", demo);
        if (password is null)
            bus.Error("password", "is required: write ${env:NAME} or ${file:PATH}");
        return new()
        {
            Transport = BusTransport.RabbitMq,
            Host = host,
            Port = bus.Number("port", tls is null ? AmqpPort : AmqpsPort, 1, 65_535),
            VirtualHost = bus.Text("vhost") ?? "/",
            User = User(bus, demo),
            Password = password ?? "",
            Tls = tls,
        };
    }

    private static string User(YamlSection bus, bool demo)
    {
        var user = bus.Required("user", "the broker's user of this hub");
        if (user == "guest" && !demo)
            bus.Error("user", "guest is the broker's default user: make one for the hub (docs/operations.md)");
        return user;
    }

    private static TlsSettings? Tls(YamlSection bus, string host, bool demo)
    {
        var tls = bus.Section("tls");
        var enabled = tls.Flag("enabled", !IsLoopback(host));
        var stated = tls.Has("enabled");
        var settings = new TlsSettings(
            tls.Text("server-name") ?? host, FileOf(tls, "ca"), FileOf(tls, "certificate"),
            tls.Secret("certificate-password", demo));
        tls.Close();
        return enabled || !(stated || IsLoopback(host)) ? settings : null;
    }

    private static string? FileOf(YamlSection tls, string key)
    {
        if (tls.Text(key) is not { } text)
            return null;
        var file = Path.GetFullPath(text, tls.Source.Folder);
        if (!File.Exists(file))
            tls.Error(key, $"the file {text} does not exist");
        return file;
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    // Keys of the other transport are known, so that switching back and forth needs no rewriting.
    private static BusSettings Nothing(YamlSection bus, bool demo)
    {
        foreach (var key in (string[])["host", "port", "vhost", "user", "password", "tls"])
            bus.Has(key);
        _ = demo;
        return new() { Transport = BusTransport.InMemory };
    }
}
