using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>What a caller may know of, as every statement about stored resources asks it.</summary>
public class CallerView(ExchangeOptions options)
{
    /// <summary>What a member's own systems may see at a moment: what is sent to it is looked at with this view.</summary>
    public RecordView OfMember(string member, DateTimeOffset now) => Of(new Caller(member, ""), now);

    /// <summary>The view of a caller.</summary>
    /// <param name="caller">A system, or a person with roles.</param>
    /// <param name="now">Consortia count that hold now.</param>
    public virtual RecordView Of(Caller caller, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var isSystem = caller.Person is null;
        var allows = isSystem ? RecordClasses.All
            : caller.Roles.Aggregate(RecordClass.Open, (sum, role) => sum | role.Allows());
        var treats = isSystem || caller.Roles.Any(r => r is PersonRole.Clinician or PersonRole.ReferralDesk);
        return new()
        {
            Member = caller.Member,
            Grantees =
            [
                .. treats ? [caller.Member] : Array.Empty<string>(),
                .. caller.Person is { } person ? [BrokenGlass.GranteeOf(person)] : Array.Empty<string>(),
            ],
            Peers = options.Members.Peers(caller.Member, now),
            Allows = allows,
            Types = TypesOf(caller.Scopes),
        };
    }

    private static HashSet<string>? TypesOf(Scopes scopes) => scopes.Letters is null ? null
        : RecordTypes.All.Where(t => scopes.Allow(t, 'r') || scopes.Allow(t, 's')).ToHashSet(StringComparer.Ordinal);
}
