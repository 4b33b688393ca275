using IntegrationHub.Contracts;
using IntegrationHub.Exchange;

namespace IntegrationHub.Dashboard;

/// <summary>What every page needs to know, made once per request.</summary>
public sealed record PageContext
{
    /// <summary>Words of the reader's language.</summary>
    public required DeskTexts Texts { get; init; }

    /// <summary>Dates in the zone of the desk.</summary>
    public required DeskClock Clock { get; init; }

    /// <summary>The members, for their names.</summary>
    public required MemberDirectory Members { get; init; }

    /// <summary>The newest snapshot.</summary>
    public required DeskSnapshot Snapshot { get; init; }

    /// <summary>Address of this page with its query, to come back to.</summary>
    public required string Address { get; init; }

    /// <summary>True when the reader logged in with a token.</summary>
    public required bool CanLogOut { get; init; }

    /// <summary>What the reader may do.</summary>
    public required IReadOnlySet<DeskRight> Rights { get; init; }

    /// <summary>Name of the person; null for the machine itself and for the ops token.</summary>
    public string? Person { get; init; }

    /// <summary>The reader sees only what belongs to this member; null: everything.</summary>
    public string? Member { get; init; }

    /// <summary>Address of the RabbitMQ pages, when given.</summary>
    public Uri? BrokerPages { get; init; }

    /// <summary>What the last command did; null when there was none.</summary>
    public Notice? Notice { get; init; }
}

/// <summary>What a command did.</summary>
/// <param name="Key">Text key below <c>note.</c>.</param>
/// <param name="Count">How many things were done.</param>
/// <param name="Errors">What was not done, and why.</param>
public sealed record Notice(string Key, int Count, IReadOnlyList<HubError> Errors);
