using System.Globalization;
using System.Text;
using Hl7.Fhir.Model;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>An entry of the trail as AuditEvent, in the shapes of IHE BALP (Basic Audit Log Patterns 1.1).</summary>
internal static class AuditEventMap
{
    /// <summary>Ids of what is made from the trail; nobody else's resource has such an id.</summary>
    public const string IdPrefix = "trail-";

    private const string Profiles = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
    private const string Dicom = "http://dicom.nema.org/resources/ontology/DCM";
    private const string EventTypes = "http://terminology.hl7.org/CodeSystem/audit-event-type";
    private const string EntityTypes = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    private const string EntityRoles = "http://terminology.hl7.org/CodeSystem/object-role";
    private const string OwnEvents = "urn:hub:audit-event";

    private static readonly Coding SourceRole = new(Dicom, "110153", "Source Role ID");
    private static readonly Coding DestinationRole = new(Dicom, "110152", "Destination Role ID");

    public static string IdOf(StoredAudit audit) =>
        string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{audit.Block}-{audit.Index}");

    /// <summary>Block and place of an id; null when it is none of ours.</summary>
    public static (long Block, int Index)? PlaceOf(string id) =>
        id.StartsWith(IdPrefix, StringComparison.Ordinal) && id[IdPrefix.Length..].Split('-') is [var block, var index]
            && long.TryParse(block, NumberStyles.None, CultureInfo.InvariantCulture, out var b)
            && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var i) ? (b, i) : null;

    public static AuditEvent Of(StoredAudit audit)
    {
        var entry = audit.Entry;
        var made = new AuditEvent
        {
            Id = IdOf(audit),
            Type = TypeOf(entry),
            Subtype = [.. SubtypesOf(entry)],
            Action = ActionOf(entry.Action),
            Recorded = entry.At,
            Outcome = OutcomeOf(entry.Status),
            OutcomeDesc = entry.Status is >= 200 and < 300 ? null
                : string.Create(CultureInfo.InvariantCulture, $"HTTP {entry.Status}"),
            Source = new()
            {
                Site = audit.Node,
                Observer = new() { Display = "IntegrationHub" },
                Type = [new("http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server")],
            },
            Agent = [.. Agents(entry)],
            Entity = [.. Entities(entry)],
        };
        if (ProfileOf(entry) is { } profile)
            made.Meta = new() { Profile = [Profiles + profile] };
        return made;
    }

    /// <summary>Code of <c>AuditEvent.type</c>.</summary>
    public static Coding TypeOf(AuditEntry entry) => entry.Event switch
    {
        AuditEvents.Login or AuditEvents.LoginFailed or AuditEvents.Logout =>
            new(Dicom, "110114", "User Authentication"),
        AuditEvents.Message => new(Dicom, "110107", "Import"),
        AuditEvents.Delivery or AuditEvents.AuditExported => new(Dicom, "110106", "Export"),
        AuditEvents.NodeStarted or AuditEvents.NodeStopped => new(Dicom, "110100", "Application Activity"),
        AuditEvents.AuditRead => new(Dicom, "110101", "Audit Log Used"),
        AuditEvents.BreakGlass or AuditEvents.BreakGlassEnded => new(Dicom, "110113", "Security Alert"),
        _ when IsOwn(entry) => new(Dicom, "110113", "Security Alert"),
        _ => new(EventTypes, "rest", "Restful Operation"),
    };

    /// <summary>Codes of <c>AuditEvent.subtype</c>: FHIR's interaction, or the hub's event.</summary>
    public static IEnumerable<Coding> SubtypesOf(AuditEntry entry)
    {
        if (entry.Event.StartsWith("search-", StringComparison.Ordinal))
            yield return new("http://hl7.org/fhir/restful-interaction", "search");
        if (entry.Event == AuditEvents.Login)
            yield return new(Dicom, "110122", "Login");
        if (entry.Event == AuditEvents.Logout)
            yield return new(Dicom, "110123", "Logout");
        yield return new(
            IsOwn(entry) ? OwnEvents : "http://hl7.org/fhir/restful-interaction",
            entry.Event.StartsWith("operation-", StringComparison.Ordinal) ? "operation" : entry.Event);
        if (entry.Event.StartsWith("operation-", StringComparison.Ordinal))
            yield return new(OwnEvents, entry.Event["operation-".Length..]);
    }

    private static bool IsOwn(AuditEntry entry) => entry.Event is not ("read" or "vread" or "create" or "update"
        or "patch" or "delete" or "transaction" or "batch" or "capabilities")
        && !entry.Event.StartsWith("search-", StringComparison.Ordinal)
        && !entry.Event.StartsWith("history-", StringComparison.Ordinal)
        && !entry.Event.StartsWith("operation-", StringComparison.Ordinal);

    // The patterns are for what succeeded (BALP 1:152.4); a patient's is another one than nobody's.
    private static string? ProfileOf(AuditEntry entry)
    {
        var name = entry.Event switch
        {
            "read" or "vread" => "Read",
            "create" => "Create",
            "update" or "patch" => "Update",
            "delete" => "Delete",
            "search-type" or "search-system" or "search-compartment" => "Query",
            _ => null,
        };
        return name is null || entry.Status is < 200 or >= 300 ? null
            : entry.Patients.Count == 1 || (entry.Patients.Count > 0 && name == "Query") ? "Patient" + name
            : entry.Patients.Count == 0 ? name : null;
    }

    private static IEnumerable<AuditEvent.AgentComponent> Agents(AuditEntry entry)
    {
        // Data of a read goes to the client; a search follows DICOM: the client is the source.
        var clientReceives = entry.Event is "read" or "vread";
        yield return new()
        {
            Type = Concept(clientReceives ? DestinationRole : SourceRole),
            Who = entry.Member.Length > 0
                ? new($"Organization/{entry.Member}") { Display = entry.Client }
                : new() { Display = entry.Client.Length > 0 ? entry.Client : "unknown" },
            AltId = entry.Client.Length > 0 ? entry.Client : null,
            Requestor = entry.Person is null,
            Network = entry.Source is null ? null : new()
            {
                Address = entry.Source,
                Type = AuditEvent.AuditEventAgentNetworkType.N2,
            },
        };
        if (entry.Person is { } person)
            yield return new()
            {
                Type = Concept(new(
                    "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", "information recipient")),
                Who = new() { Identifier = new("urn:hub:account", person), Display = entry.Client },
                Role = [.. entry.Roles.Select(r => Concept(new("urn:hub:role", r)))],
                Requestor = true,
                PurposeOfUse = entry.Purpose is null ? [] : [Purpose(entry.Purpose)],
            };
        yield return new()
        {
            Type = Concept(clientReceives ? SourceRole : DestinationRole),
            Who = entry.Recipient is { } to ? new($"Organization/{to}") : new() { Display = "IntegrationHub" },
            Requestor = false,
            PurposeOfUse = entry is { Person: null, Purpose: { } why } ? [Purpose(why)] : [],
        };
    }

    private static IEnumerable<AuditEvent.EntityComponent> Entities(AuditEntry entry)
    {
        foreach (var patient in entry.Patients)
            yield return Entity("1", "Person", "1", "Patient", new($"Patient/{patient}"));
        foreach (var resource in entry.Resources)
            yield return Entity("2", "System Object", "4", "Domain Resource", new(Versioned(resource)));
        if (entry.Query is { } query)
        {
            var asked = Entity("2", "System Object", "24", "Query", null);
            asked.Query = Encoding.UTF8.GetBytes(query);
            yield return asked;
        }

        if (entry.RequestId is { } request)
            yield return new()
            {
                Type = new("https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "XrequestId"),
                What = new() { Identifier = new() { Value = request } },
            };
        (string Name, string? Value)[] details =
        [
            ("part", entry.Part), ("message", entry.MessageId), ("MSH-10", entry.ControlId), ("channel", entry.Channel),
            ("broken-glass", entry.Grant?.ToString()), ("detail", entry.Detail),
        ];
        if (details.Any(d => d.Value is not null))
            yield return new()
            {
                Type = new(EntityTypes, "2", "System Object"),
                Detail =
                [
                    .. details.Where(d => d.Value is not null).Select(d => new AuditEvent.DetailComponent
                    {
                        Type = d.Name, Value = new FhirString(d.Value),
                    }),
                ],
            };
    }

    private static AuditEvent.EntityComponent Entity(
        string type, string typeText, string role, string roleText, ResourceReference? what) => new()
        {
            Type = new(EntityTypes, type, typeText),
            Role = new(EntityRoles, role, roleText),
            What = what,
        };

    private static string Versioned(string resource) =>
        resource.Split('/') is [var type, var id, var version] ? $"{type}/{id}/_history/{version}" : resource;

    private static CodeableConcept Purpose(string code) =>
        Concept(new("http://terminology.hl7.org/CodeSystem/v3-ActReason", code));

    private static CodeableConcept Concept(Coding coding) => new() { Coding = [coding] };

    private static AuditEvent.AuditEventAction ActionOf(char action) => action switch
    {
        'C' => AuditEvent.AuditEventAction.C,
        'R' => AuditEvent.AuditEventAction.R,
        'U' => AuditEvent.AuditEventAction.U,
        'D' => AuditEvent.AuditEventAction.D,
        _ => AuditEvent.AuditEventAction.E,
    };

    /// <summary>0 done, 4 refused, 8 failed.</summary>
    public static AuditEvent.AuditEventOutcome OutcomeOf(int status) =>
        status < 400 ? AuditEvent.AuditEventOutcome.N0
        : status < 500 ? AuditEvent.AuditEventOutcome.N4
        : AuditEvent.AuditEventOutcome.N8;
}
