using IntegrationHub.Dashboard;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Reads hub.yaml.</summary>
internal static class HubFile
{
    public const string Name = "hub.yaml";

    public const string NamePattern = "^[a-z0-9-]{2,40}$";

    public const int MaxFrameBytes = 64 * 1024 * 1024;

    public static HubSettings Read(string folder, Findings findings)
    {
        var root = YamlFile.Open(folder, Name, findings);
        var demo = root.Flag("demo", false);
        var (database, connection) = Database(root.Section("exchange"), demo);
        var urls = Urls(root.Section("http"));
        var (logs, level) = Log(root.Section("log"), folder);
        var access = root.Section("access");
        var settings = new HubSettings
        {
            Gateway = root.Name("gateway", "the name of this gateway in lower case letters, digits and -", NamePattern),
            Environment = Environment(root),
            Demo = demo,
            DataDirectory = Path.GetFullPath(root.Text("data") ?? "data", folder),
            Urls = urls,
            Tls = TlsSection.Read(root, urls, demo),
            Database = database,
            Connection = connection,
            Bus = BusSection.Read(root.Section("bus"), demo),
            Ops = Ops(root.Section("ops"), demo) with { Oidc = PeopleSection.Read(access.Section("people"), demo) },
            Limits = Limits(root.Section("limits")),
            Keys = KeysSection.Read(root, folder),
            Fhir = FhirSection.Read(root.Section("fhir")),
            Access = AccessSection.Read(access, demo),
            Audit = AuditSection.Read(root.Section("audit"), folder),
            LogDirectory = logs,
            LogLevel = level,
        };
        root.Close();
        return settings;
    }

    private static string Environment(YamlSection root)
    {
        var known = root.OneOf("environment", "", ("P", "P"), ("T", "T"), ("D", "D"));
        if (!root.Has("environment"))
            root.Required("environment", "P for production, T for training, D for debugging (what MSH-11 must say)");
        return known;
    }

    private static List<string> Urls(YamlSection http)
    {
        var urls = new List<string>();
        foreach (var text in http.Texts("urls"))
            if (Uri.TryCreate(text.Value.Replace("//+", "//0.0.0.0").Replace("//*", "//0.0.0.0"), UriKind.Absolute,
                out var uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/")
                urls.Add(text.Value);
            else
                http.Error("urls", $"\"{text.Value}\" is no address such as http://0.0.0.0:8080");
        http.Close();
        return urls.Count > 0 ? urls : ["http://127.0.0.1:8080"];
    }

    private static (ExchangeDatabase, string) Database(YamlSection exchange, bool demo)
    {
        var database = exchange.OneOf("database", ExchangeDatabase.Sqlite,
            ("sqlite", ExchangeDatabase.Sqlite), ("postgres", ExchangeDatabase.Postgres));
        var text = exchange.Text("connection");
        var connection = "";
        if (database == ExchangeDatabase.Postgres && text is null)
            exchange.Error("connection", "is required for postgres, e.g. Host=db;Database=hub;Username=hub;"
                + "Password=${file:/run/secrets/hub-db}");
        else if (database == ExchangeDatabase.Sqlite && text is not null)
            exchange.Error("connection", "belongs to postgres; sqlite keeps its file in the data directory");
        else if (text is not null)
            connection = ConnectionText.Read(exchange, text, demo);
        exchange.Close();
        return (database, connection);
    }

    private static OpsOptions Ops(YamlSection ops, bool demo)
    {
        var access = ops.OneOf("access", OpsAccess.Loopback,
            ("loopback", OpsAccess.Loopback), ("token", OpsAccess.Token), ("accounts", OpsAccess.Accounts));
        var token = ops.Secret("token", demo);
        if (access == OpsAccess.Token && token is null)
            ops.Error("token", "is required when access is token: write ${env:NAME} or ${file:PATH}");
        else if (token is { Length: > 0 and < OpsOptions.ShortestToken })
            ops.Error("token", $"is shorter than {OpsOptions.ShortestToken} characters");
        var pages = ops.Text("broker-pages");
        var options = new OpsOptions
        {
            Access = access,
            Token = token,
            TimeZone = TimeZone(ops),
            BrokerPages = Uri.TryCreate(pages, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
                : null,
        };
        if (pages is not null && options.BrokerPages is null)
            ops.Error("broker-pages", $"\"{pages}\" is no address such as http://broker:15672");
        ops.Close();
        return options;
    }

    private static string TimeZone(YamlSection ops)
    {
        var name = ops.Text("time-zone") ?? new OpsOptions().TimeZone;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out _))
            ops.Error("time-zone", $"\"{name}\" is no time zone this machine knows, such as Asia/Shanghai");
        return name;
    }

    private static LimitSettings Limits(YamlSection limits)
    {
        var read = new LimitSettings(
            limits.Number("frame-bytes", 16 * 1024 * 1024, 1024, MaxFrameBytes),
            limits.Number("connections", 128, 1, 10_000),
            limits.Number("disk-reserve-mb", 1000, 16, 1_000_000));
        limits.Close();
        return read;
    }

    private static (string?, string) Log(YamlSection log, string folder)
    {
        var directory = log.Text("folder") is { } text ? Path.GetFullPath(text, folder) : null;
        var level = log.OneOf("level", "Information",
            ("debug", "Debug"), ("information", "Information"), ("warning", "Warning"), ("error", "Error"));
        log.Close();
        return (directory, level);
    }
}
