using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Dashboard;

/// <summary>Who stands before the desk, found once per request by <see cref="Admission"/>.</summary>
/// <param name="By">For traces, logs and the audit trail: the account, or <c>ops@address</c>.</param>
/// <param name="Rights">What the visitor may do.</param>
internal sealed record Visitor(string By, IReadOnlySet<DeskRight> Rights)
{
    private static readonly Visitor Nobody = new("nobody", new HashSet<DeskRight>());

    /// <summary>Sees and touches only what belongs to this member; null: everything.</summary>
    internal string? Member { get; init; }

    /// <summary>The session of a person; null for the machine itself and for the ops token.</summary>
    internal PersonVisit? Visit { get; init; }

    /// <summary>For whom accounts are kept: the visitor's member, or all.</summary>
    internal AccountKeeper Keeper => new(By, Member, Visit?.Account.Id);

    /// <summary>An act of the visitor, for the trail.</summary>
    internal DeskAct Act(string name, char action) => new(name, action, 200, By)
    {
        Member = Member ?? "",
        Person = Visit?.Account.Id,
        Roles = Visit?.Account.Roles ?? [],
    };

    internal bool Owns(string member) => Member is null || Member == member;

    internal bool May(DeskRight right) => Rights.Contains(right);

    /// <summary>Why the visitor may not; for routes whose right depends on what is asked.</summary>
    internal HubError? Lacks(DeskRight right) => May(right) ? null : Refusal(right);

    /// <summary>The refusal every route gives alike.</summary>
    internal static HubError Refusal(DeskRight right) => new(HubErrorCode.SenderNotAllowed,
        $"Your roles do not hold the right {right}; an administrator can give it.", right.ToString());

    internal static Visitor Of(HttpContext http) => http.Features.Get<Visitor>() ?? Nobody;

    internal void Enter(HttpContext http) => http.Features.Set(this);
}
