using System.Collections.Frozen;
using IntegrationHub.Contracts;
using static IntegrationHub.Exchange.DeskRight;

namespace IntegrationHub.Exchange;

/// <summary>Which role has which rights at the desk: the only place that says so.</summary>
public static class RoleRights
{
    private static readonly FrozenDictionary<PersonRole, DeskRight[]> Table = new Dictionary<PersonRole, DeskRight[]>
    {
        [PersonRole.HospitalIt] =
            [Self, Watch, ViewContent, Resend, EditAndResend, RunChannel, ManageClients, MakeToken],
        [PersonRole.Operations] = [Self, Watch, Resend, ReleaseStream, RunChannel],
        [PersonRole.ReferralDesk] = [Self, MakeToken],
        [PersonRole.Clinician] = [Self, MakeToken],
        [PersonRole.Auditor] = [Self, ReadAudit, ReviewGlass, MakeToken],
        [PersonRole.Administrator] = [Self, ManageUsers, ManageClients, ChangeSettings],
    }.ToFrozenDictionary();

    // Separation of duties (GB/T 22239-2019 8.1.5, 三员分立): who runs the system, who gives rights and who
    // watches both are different people.
    private static readonly PersonRole[] Apart = [PersonRole.Administrator, PersonRole.Auditor, PersonRole.Operations];

    /// <summary>All rights there are, in the order of <see cref="DeskRight"/>.</summary>
    public static IReadOnlyList<DeskRight> All { get; } = Enum.GetValues<DeskRight>();

    /// <summary>Rights that an administrator can give a person beside the roles.</summary>
    public static IReadOnlyList<DeskRight> Grantable { get; } = [ViewContent, Export, Resend, EditAndResend];

    /// <summary>Rights of a role.</summary>
    public static IReadOnlyList<DeskRight> Of(PersonRole role) => Table[role];

    /// <summary>Rights of a person.</summary>
    public static IReadOnlySet<DeskRight> Of(IEnumerable<PersonRole> roles, IEnumerable<DeskRight> grants) =>
        roles.SelectMany(Of).Concat(grants.Where(Grantable.Contains)).Append(Self).ToFrozenSet();

    /// <summary>May one person have all of these? Every conflict is said.</summary>
    public static IReadOnlyList<HubError> Check(IReadOnlyCollection<PersonRole> roles, IEnumerable<DeskRight> grants)
    {
        var errors = new List<HubError>();
        if (roles.Count == 0)
            errors.Add(HubError.FieldMissing("roles", "At least one role"));
        if (Apart.Where(roles.Contains).ToList() is { Count: > 1 } both)
            errors.Add(new(HubErrorCode.Conflict,
                $"{string.Join(" and ", both)} exclude each other in one account: who runs the hub, who gives rights and "
                + "who watches both must be different people. Make a second account for another person.", "roles"));
        foreach (var grant in grants.Where(g => !Grantable.Contains(g)))
            errors.Add(HubError.FieldMalformed("grants", $"one of {string.Join(", ", Grantable)}; {grant} comes with a role"));
        if (grants.Any() && roles.Any(r => r is PersonRole.Auditor or PersonRole.Administrator))
            errors.Add(new(HubErrorCode.Conflict,
                "Auditors and administrators get no rights on messages beside their role.", "grants"));
        return errors;
    }
}
