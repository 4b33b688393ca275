using Hl7.Fhir.Model;

namespace IntegrationHub.Store;

/// <summary>Members that a record names, and for a service request its package.</summary>
/// <param name="Members">Members named.</param>
/// <param name="Performers">Of a service request: members that see its package.</param>
/// <param name="Package">Records it directly refers to, its patient among them.</param>
internal sealed record Parties(
    IReadOnlyList<string> Members, IReadOnlyList<string> Performers, IReadOnlySet<ResourceKey> Package)
{
    /// <summary>Service requests it is the result of: who ordered it sees it, and what it holds.</summary>
    public IReadOnlyList<string> Orders { get; init; } = [];

    private static readonly Parties None = new([], [], new HashSet<ResourceKey>());

    private static readonly SqlTwins Drop = new(
        "delete from record_party p using unnest(@via) as k (via) where p.via = k.via",
        "delete from record_party where via = @via");

    // A package opens what its sender keeps, never what others do. Only who the patient is, it also opens when the sender
    // is known there with a number of its own: nobody can do an order for a patient without a name.
    private static readonly SqlTwins Add = new(
        """
        insert into record_party (id, type, member, via)
        select k.id, k.type, k.member, k.via
          from unnest(@id, @type, @member, @via, @custodian) as k (id, type, member, via, custodian)
          join resource r on r.type = k.type and r.id = k.id
           and (r.custodian = k.custodian or k.type = 'Patient' and exists (
                select 1 from care_relation c
                 where c.patient_id = k.id and c.member = k.custodian and c.kind = 'registered'))
        on conflict do nothing
        """,
        """
        insert into record_party (id, type, member, via)
        select @id, @type, @member, @via from resource
         where type = @type and id = @id
           and (custodian = @custodian or @type = 'Patient' and exists (
                select 1 from care_relation c
                 where c.patient_id = @id and c.member = @custodian and c.kind = 'registered'))
        on conflict do nothing
        """);

    private static readonly SqlTwins AddOrderers = new(
        """
        insert into record_party (id, type, member, via)
        select k.id, k.type, o.custodian, k.via
          from unnest(@id, @type, @order, @via, @custodian) as k (id, type, ordered, via, custodian)
          join resource r on r.type = k.type and r.id = k.id and r.custodian = k.custodian
          join resource o on o.type = 'ServiceRequest' and o.id = k.ordered and o.custodian <> k.custodian
        on conflict do nothing
        """,
        """
        insert into record_party (id, type, member, via)
        select @id, @type, o.custodian, @via from resource r
          join resource o on o.type = 'ServiceRequest' and o.id = @order and o.custodian <> @custodian
         where r.type = @type and r.id = @id and r.custodian = @custodian
        on conflict do nothing
        """);

    /// <summary>Reads a version; a deleted one names nobody.</summary>
    public static Parties Of(
        StoredResource stored, ResourceIndex index, Resource? resource, RecordScan scan, AccessPolicy policy)
    {
        if (resource is null || !RecordParties.MayName(stored.Type))
            return None;
        var members = RecordParties.Of(stored.Type, stored.Custodian, index.Entries, policy);
        return resource is ServiceRequest { Status: not (RequestStatus.Revoked or RequestStatus.EnteredInError) }
            ? new(members, RecordParties.PerformersOf(stored.Custodian, index.Entries, policy), PackageOf(stored, scan))
            : stored.Type is "DiagnosticReport" or "Observation"
                ? new(members, [], scan.Held) { Orders = RecordParties.OrdersOf(index.Entries) }
            : new(members, [], None.Package);
    }

    private static IReadOnlySet<ResourceKey> PackageOf(StoredResource stored, RecordScan scan) =>
        stored.PatientId is { } patient
            ? new HashSet<ResourceKey>(scan.Held) { new("Patient", patient) }
            : scan.Held;

    /// <summary>The rows that follow.</summary>
    public IEnumerable<PartyRow> Rows(ResourceKey own, string custodian) =>
        Members.Select(m => new PartyRow(own, m, own.ToString(), custodian)).Concat(
            from member in Performers
            from key in Package
            where key != own
            select new PartyRow(key, member, own.ToString(), custodian));

    /// <summary>Rows of those who ordered it: of the record, and of what it holds.</summary>
    public IEnumerable<OrderRow> OrderRows(ResourceKey own, string custodian) =>
        from order in Orders
        from key in Package.Prepend(own)
        select new OrderRow(key, order, own.ToString(), custodian);

    /// <summary>Puts rows in the place of those named by the same records.</summary>
    public static IEnumerable<(SqlTwins Sql, Rows Rows)> Replace(
        IReadOnlyList<string> via, IReadOnlyList<PartyRow> rows, IReadOnlyList<OrderRow> orders) =>
    [
        (Drop, new(via.Count, ("@via", via.ToArray()))),
        (Add, new(
            rows.Count, ("@id", rows.Select(r => r.Key.Id).ToArray()), ("@type", rows.Select(r => r.Key.Type).ToArray()),
            ("@member", rows.Select(r => r.Member).ToArray()), ("@via", rows.Select(r => r.Via).ToArray()),
            ("@custodian", rows.Select(r => r.Custodian).ToArray()))),
        (AddOrderers, new(
            orders.Count, ("@id", orders.Select(r => r.Key.Id).ToArray()),
            ("@type", orders.Select(r => r.Key.Type).ToArray()), ("@order", orders.Select(r => r.Order).ToArray()),
            ("@via", orders.Select(r => r.Via).ToArray()),
            ("@custodian", orders.Select(r => r.Custodian).ToArray()))),
    ];
}

/// <summary>Who keeps a service request sees what came of it.</summary>
internal readonly record struct OrderRow(ResourceKey Key, string Order, string Via, string Custodian);

/// <summary>A member sees a record because a record names it.</summary>
internal readonly record struct PartyRow(ResourceKey Key, string Member, string Via, string Custodian);
