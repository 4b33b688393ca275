using IntegrationHub.Dashboard;
using IntegrationHub.Exchange;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Which transport carries messages between gateway and exchange.</summary>
internal enum BusTransport
{
    /// <summary>Inside this process: all roles must run together.</summary>
    InMemory,

    /// <summary>RabbitMQ 3.10 or 4.x.</summary>
    RabbitMq,
}

/// <summary>Which database the exchange uses.</summary>
internal enum ExchangeDatabase
{
    /// <summary>One file in the data directory.</summary>
    Sqlite,

    /// <summary>PostgreSQL 15 or newer.</summary>
    Postgres,
}

/// <summary>hub.yaml, read and checked.</summary>
internal sealed record HubSettings
{
    /// <summary>Name of the gateway this process runs.</summary>
    public required string Gateway { get; init; }

    /// <summary>MSH-11 accepted: P production, T training, D debugging.</summary>
    public required string Environment { get; init; }

    /// <summary>True for <c>hub demo</c> only: allows what production refuses.</summary>
    public required bool Demo { get; init; }

    /// <summary>Journal, SQLite exchange database and logs; absolute.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>HTTP addresses to listen on.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    public required ExchangeDatabase Database { get; init; }

    /// <summary>PostgreSQL connection string with its secrets; empty for SQLite.</summary>
    public required string Connection { get; init; }

    public required BusSettings Bus { get; init; }

    /// <summary>Who may open the operations desk.</summary>
    public required OpsOptions Ops { get; init; }

    public required LimitSettings Limits { get; init; }

    /// <summary>Seals message content at rest.</summary>
    public KeySettings Keys { get; init; } = KeySettings.None;

    /// <summary>TLS of the HTTP addresses; null: none is configured.</summary>
    public HttpTls? Tls { get; init; }

    /// <summary>Limits and policies of the FHIR API.</summary>
    public required FhirApiOptions Fhir { get; init; }

    /// <summary>How systems get in.</summary>
    public required AccessOptions Access { get; init; }

    /// <summary>How the audit trail is kept.</summary>
    public required AuditOptions Audit { get; init; }

    /// <summary>Folder of rolling log files, absolute; null writes to the console only.</summary>
    public string? LogDirectory { get; init; }

    /// <summary>Lowest level logged, as Serilog names it.</summary>
    public required string LogLevel { get; init; }
}

/// <summary>Limits that hold for all channels unless a channel states its own.</summary>
/// <param name="FrameBytes">Largest MLLP frame.</param>
/// <param name="Connections">Open connections per channel.</param>
/// <param name="DiskReserveMb">Free space below which new messages are refused.</param>
internal sealed record LimitSettings(int FrameBytes, int Connections, int DiskReserveMb);

/// <summary>How to reach the broker.</summary>
internal sealed record BusSettings
{
    public required BusTransport Transport { get; init; }

    public string Host { get; init; } = "";

    public int Port { get; init; }

    public string VirtualHost { get; init; } = "/";

    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>Null: no TLS, allowed on the loopback interface or when <c>bus.tls.enabled</c> says false.</summary>
    public TlsSettings? Tls { get; init; }
}

/// <summary>TLS towards the broker; the broker is always authenticated.</summary>
/// <param name="ServerName">Name the broker's certificate must carry.</param>
/// <param name="CaFile">PEM file of the private authority; null trusts the machine's authorities.</param>
/// <param name="CertificateFile">PKCS#12 file of our own certificate, when the broker asks for one.</param>
/// <param name="CertificatePassword">Its password.</param>
internal sealed record TlsSettings(
    string ServerName, string? CaFile, string? CertificateFile, string? CertificatePassword);
