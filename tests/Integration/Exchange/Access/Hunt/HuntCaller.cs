using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>Somebody who asks: a member's system, a system with few scopes, a person.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Member">Member it belongs to.</param>
/// <param name="Allows">What its role may see at all.</param>
/// <param name="Types">Types its token may read; null: all.</param>
internal sealed record HuntCaller(string Name, string Member, RecordClass Allows, IReadOnlyList<string>? Types)
{
    private const RecordClass Desk = RecordClass.Identity | RecordClass.Booking | RecordClass.Request
        | RecordClass.Visit | RecordClass.Document;

    public static IReadOnlyList<HuntCaller> All { get; } =
    [
        .. HuntWorld.Custodians.Select(m => new HuntCaller(m, m, RecordClasses.All, null)),
        new("clinician", "county", RecordClasses.All & ~RecordClass.Finance, null),
        new("desk", "county", Desk, null),
        new("scoped", "city", RecordClasses.All, ["Observation", "Patient"]),
    ];

    /// <summary>A token the hub gives out for it.</summary>
    public async Task<string> TokenAsync(IServiceProvider services, CancellationToken ct)
    {
        var tokens = services.GetRequiredService<IntegrationHub.Exchange.ClientTokens>();
        if (Name is not ("clinician" or "desk"))
        {
            var token = await tokens.IssueAsync(Member, Name, TimeSpan.FromHours(2), ct);
            if (Types is { } types)
                await services.GetRequiredService<HubDb>().RunAsync(
                    (tx, stop) => tx.ExecuteAsync(
                        "update client_token set scopes = @scopes where name = @name", stop,
                        ("@scopes", string.Join(' ', types.Select(t => $"system/{t}.rs"))), ("@name", Name)),
                    ct);
            return token;
        }

        return await tokens.IssueAsync(
            new PersonAccount
            {
                Id = Name,
                Name = Name,
                Shown = Name,
                Member = Member,
                Roles = [Name == "desk" ? PersonRole.ReferralDesk : PersonRole.Clinician],
                Grants = [],
                IsExternal = false,
                HasFactor = true,
            },
            TimeSpan.FromHours(2), ct);
    }
}
