using System.Runtime.CompilerServices;
using Hl7.Fhir.Model;
using IntegrationHub.Store;
using Microsoft.AspNetCore.WebUtilities;

namespace IntegrationHub.Exchange;

/// <summary>What a client asks to be done with one resource.</summary>
internal enum ChangeKind
{
    Create,
    Update,
    Patch,
    Delete,
}

/// <summary>One change a client asks for: alone, or as an entry of a transaction.</summary>
internal sealed record Change
{
    public required ChangeKind Kind { get; init; }

    public required string Type { get; init; }

    /// <summary>The id in the URL; null for a create and for a conditional change.</summary>
    public string? Id { get; init; }

    /// <summary>Search parameters that name the resource; null when its id does.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Condition { get; init; }

    /// <summary>New content of a create or update.</summary>
    public Resource? Resource { get; init; }

    /// <summary>How a patch makes the new content from the old.</summary>
    public IPatch? Patch { get; init; }

    /// <summary>Versions the change is meant for; null: whatever is stored.</summary>
    public VersionTags? Match { get; init; }

    /// <summary>Versions that must not be there.</summary>
    public VersionTags? NoneMatch { get; init; }

    /// <summary>The id when a resource is made and the client has chosen none. Made before the transaction, so that a
    /// transaction that runs again makes the same resource.</summary>
    public required string NewId { get; init; }

    /// <summary>Where it stands, for errors: <c>Bundle.entry[3]</c>; empty when alone.</summary>
    public string Path { get; init; } = "";

    /// <summary>What the audit trail will say; null: the change comes from nowhere but the desk itself.</summary>
    public AuditNote? Note { get; init; }

    /// <summary>True: several matches of a condition may all be deleted.</summary>
    public bool Many { get; init; }

    /// <param name="request">The interaction: its URL, parameters and headers.</param>
    /// <param name="kind">What it does.</param>
    /// <param name="clock">For a new id.</param>
    public static Change Of(FhirRequest request, ChangeKind kind, TimeProvider clock) => new()
    {
        Kind = kind,
        Type = request.Type,
        Id = request.Id.Length > 0 ? request.Id : null,
        Condition = kind != ChangeKind.Create ? request.Id.Length > 0 ? null : request.Query
            : request.If.NoneExist is { } search ? ConditionOf(search) : null,
        Match = request.If.Match,
        NoneMatch = kind == ChangeKind.Update ? request.If.NoneMatch : null,
        NewId = Resources.NewId(clock),
        Note = request.Note,
    };

    /// <summary>The parameters of <c>identifier=a|b&amp;…</c>, with or without a type and <c>?</c> in front.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> ConditionOf(string search) =>
    [
        .. QueryHelpers.ParseQuery(search[(search.IndexOf('?', StringComparison.Ordinal) + 1)..])
            .SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? ""))),
    ];

    /// <summary>The condition as one text, equal for equal conditions; null without one.</summary>
    public string? ConditionText => Condition is null ? null : Type + "?" + string.Join('&', Condition
        .Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}").Order(StringComparer.Ordinal));

    // Two that say the same are still two.
    public bool Equals(Change? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

/// <summary>What became of a change.</summary>
/// <param name="Change">The change.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Stored">The resource as it is now; null when there is none.</param>
internal sealed record ChangeResult(Change Change, int Status, StoredResource? Stored);
