using IntegrationHub.Contracts;
using IntegrationHub.Store;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Exchange;

/// <summary>
/// What one exchange process needs to know. The configuration check has proved it before it gets here.
/// </summary>
public sealed record ExchangeOptions
{
    /// <summary>Name of this process in leases and logs; unique among the exchanges of one database.</summary>
    public string Name { get; init; } = "exchange";

    /// <summary>PostgreSQL connection string; null when <see cref="SqliteFile"/> is used.</summary>
    public string? Postgres { get; init; }

    /// <summary>
    /// SQLite database file, for a hub that runs in one process; null when <see cref="Postgres"/> is used.
    /// </summary>
    public string? SqliteFile { get; init; }

    /// <summary>Seals the bodies of waiting, dead and outgoing messages.</summary>
    public Sealer Sealer { get; init; } = Sealer.None;

    /// <summary>The members; seeded as Organization resources at start.</summary>
    public required MemberDirectory Members { get; init; }

    /// <summary>Care relations and sensitive codes; null: the built-in ones. Its members are
    /// <see cref="Members"/>.</summary>
    public AccessPolicy? Policy { get; init; }

    /// <summary>Base of full URLs in bundles that leave the hub.</summary>
    public string FhirBase { get; init; } = "http://localhost:8080/fhir";

    /// <summary>Messages of one intake transaction, at most.</summary>
    public int BatchLimit { get; init; } = 64;

    /// <summary>How long an intake lane waits for a batch to fill.</summary>
    public TimeSpan BatchWait { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long later numbers of a stream wait before the gateway is asked for the missing ones.</summary>
    public TimeSpan GapPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Unexpected failures of one message before it becomes a dead letter and blocks its stream.</summary>
    public int PoisonLimit { get; init; } = 5;

    /// <summary>
    /// How long a delivery may wait for its receipt before it is sent again the first time; then it doubles.
    /// </summary>
    public TimeSpan ReceiptPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a gateway may take to answer a question of the desk.</summary>
    public TimeSpan DeskPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How the audit trail is kept.</summary>
    public AuditOptions Audit { get; init; } = new();

    /// <summary>Limits and policies of the FHIR API.</summary>
    public FhirApiOptions Fhir { get; init; } = new();

    /// <summary>How systems get in.</summary>
    public AccessOptions Access { get; init; } = new();
}
