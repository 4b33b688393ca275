namespace IntegrationHub.Store;

/// <summary>
/// Who reads: every statement about stored resources asks the reader's view which rows it may know of. What it may not
/// see is, for it, not there (docs/security.md, "the access rule").
/// </summary>
public sealed record RecordView
{
    /// <summary>The hub itself: identity, sharing, maintenance. Never a caller's.</summary>
    public static RecordView Hub { get; } = new() { Member = "", IsHub = true };

    /// <summary>True: nothing is hidden.</summary>
    public bool IsHub { get; private init; }

    /// <summary>Member the caller belongs to: it sees what it keeps and what names it as a party.</summary>
    public required string Member { get; init; }

    /// <summary>Names in <c>patient_access.grantee</c>: the member, and <c>person:…</c> for a person.</summary>
    public IReadOnlyList<string> Grantees { get; init; } = [];

    /// <summary>Members whose records a care relation opens: those that share a consortium with the caller, itself
    /// included.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    /// <summary>What the caller's role may see at all, its own member's records included.</summary>
    public RecordClass Allows { get; init; } = RecordClasses.All;

    /// <summary>Resource types the token may read; null: all.</summary>
    public IReadOnlySet<string>? Types { get; init; }

    /// <summary>Names the caller in page links: one caller's links are nobody else's.</summary>
    internal string Caller => string.Join(' ', Grantees.Prepend(Member));

    /// <summary>False: resources of this type do not exist for this view.</summary>
    public bool SeesType(string type) => Types is null || Types.Contains(type);

    /// <summary>What the row alone shows: it is open, or the caller's own and of a class it is allowed.</summary>
    internal bool Keeps(string custodian, RecordClass needs) =>
        IsHub || needs == RecordClass.Open || (custodian == Member && (needs & ~Allows) == 0);

    /// <summary>The condition that a row of <c>resource</c> or <c>resource_history</c> may be known; needs
    /// <see cref="Parameters"/>.</summary>
    /// <param name="r">Alias of the row.</param>
    internal string Where(string r) => Where(r, $"{r}.needs");

    /// <summary>The same of an older version: the resource as it stands decides, and both have to be allowed.</summary>
    /// <param name="r">Alias of the row of <c>resource</c>.</param>
    /// <param name="needs">What a reader must be allowed, as an expression.</param>
    internal string Where(string r, string needs) => IsHub ? "1 = 1" : $"""
        ({needs} = 0 or ({needs} & @view_lacks) = 0 and ({r}.custodian = @view_member
          or {r}.patient_id <> '' and exists (select 1 from patient_access va
              where va.patient_id = {r}.patient_id and va.grantee = any(@view_grantees)
                and ({needs} & ~va.allows) = 0 and va.valid_from <= @view_now and va.valid_until > @view_now
                and (va.custodian = {r}.custodian or va.custodian = '' and {r}.custodian = any(@view_peers)))
          or not {r}.deleted and exists (select 1 from record_party vp
              where vp.id = {r}.id and vp.type = {r}.type and vp.member = @view_member)
             and not exists (select 1 from patient_access vd
              where vd.patient_id = {r}.patient_id and vd.grantee = @view_member and (vd.denies & {needs}) <> 0
                and (vd.custodian = '' or vd.custodian = {r}.custodian)
                and vd.valid_from <= @view_now and vd.valid_until > @view_now)))
        """;

    /// <summary>What <see cref="Where(string)"/> refers to.</summary>
    /// <param name="now">Relations and consents count that hold now.</param>
    internal (string Name, object? Value)[] Parameters(DateTimeOffset now) => IsHub ? [] :
    [
        ("@view_lacks", ~(long)Allows), ("@view_member", Member), ("@view_grantees", Grantees.ToArray()),
        ("@view_peers", Peers.ToArray()), ("@view_now", now),
    ];
}
