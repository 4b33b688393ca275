using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Who may write what. Pure: what is stored comes in, a refusal or nothing comes out.</summary>
internal sealed class WriteRules(ExchangeOptions options)
{
    private readonly ProfileValidator? profiles =
        options.Fhir.EnforceProfiles ? new ProfileValidator(ProfileSet.BuiltIn) : null;

    /// <summary>Rules that hold whatever is stored.</summary>
    public IReadOnlyList<HubError> OfContent(Change change) => OfPlace(change) is { } error ? [error]
        : change.Resource is { } resource ? Of(resource)
        : [];

    /// <summary>Rules about content, also of a patched resource.</summary>
    public IReadOnlyList<HubError> Of(Resource resource) => OfMarks(resource) is { Count: > 0 } errors ? errors
        : resource is Consent consent && ConsentRules.Read(consent, options.Members) is { IsOk: false } unkept
            ? unkept.Errors
        : OfProfiles(resource);

    // A resource that claims nothing of ours is not held to anything.
    private IReadOnlyList<HubError> OfProfiles(Resource resource) =>
        profiles is null || profiles.Claims(resource).Count == 0
            ? []
            :
            [
                .. profiles.Validate(resource, [])
                    .Where(f => f.Severity == OperationOutcome.IssueSeverity.Error)
                    .Select(f => new HubError(HubErrorCode.RuleBroken, f.Text, f.Path)),
            ];

    private HubError? OfPlace(Change change)
    {
        if (change is { Type: "Organization", Id: { } id } && options.Members.Find(id) is not null)
            return new(
                HubErrorCode.SenderNotAllowed,
                "The organisations of the network come from the configuration; clients cannot change them.");
        if (change.Resource is not { } resource)
            return null;
        if (resource.TypeName != change.Type)
            return HubError.FieldMalformed("resourceType", $"{change.Type}, as the URL says");
        if (change.Id is not null && resource.Id != change.Id)
            return HubError.FieldMalformed($"{change.Type}.id", "the id in the URL");
        return null;
    }

    private static IReadOnlyList<HubError> OfMarks(Resource resource)
    {
        if (resource.Meta?.Tag.Any(t => t.Code == "SUBSETTED") == true)
            return
            [
                new(
                    HubErrorCode.BusinessRule, "It is marked as a part (SUBSETTED): storing it would lose the rest.",
                    $"{resource.TypeName}.meta.tag"),
            ];
        // An active one is answered by searches: one that nobody can evaluate must not get there.
        if (resource is SearchParameter { Status: PublicationStatus.Active } parameter
            && SearchParameterInfo.TryMake(parameter) is { IsOk: false } unusable)
            return [.. unusable.Errors.Select(e => new HubError(HubErrorCode.BusinessRule, e.Text, e.Path))];
        return resource is Organization organization
            && organization.Identifier.Any(i => i.System == FhirNames.MemberId)
            ?
            [
                new(
                    HubErrorCode.BusinessRule, "Member ids belong to the organisations of the network.",
                    "Organization.identifier"),
            ]
            : [];
    }

    /// <summary>Rules about a resource that is stored.</summary>
    public static HubError? OfOwner(Caller caller, StoredResource stored) => stored.Custodian == caller.Member
        ? null
        : new(HubErrorCode.SenderNotAllowed, "Another member keeps this record; only its custodian may change it.");

    /// <summary>
    /// A member's numbers decide where its messages go (ADR 0012): nobody else claims one for a record, or takes one away.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="before">Identifiers that lead to the record.</param>
    /// <param name="after">Identifiers that shall.</param>
    public HubError? OfNumbers(Caller caller, IReadOnlyList<BusinessKey> before, IReadOnlyList<BusinessKey> after) =>
        after.Except(before).Concat(before.Except(after)).FirstOrDefault(k =>
            Custody.GiverOf(k.System, options.Members) is { } giver && giver != caller.Member) is { } number
            ? new(
                HubErrorCode.SenderNotAllowed,
                "An identifier of this system is given out, and taken back, by its own member only: leave it as it is.",
                $"{number.Type}.identifier")
            : null;

    /// <summary>May a client make a resource with this id?</summary>
    public HubError? OfNewId(string id) =>
        !options.Fhir.ClientIds
            ? new(HubErrorCode.NotSupported, "Ids are given out by the server here: create with POST.")
        : FhirTypes.IsOurs(id)
            ? new(HubErrorCode.NotSupported, "This id looks like one the server gives out: create with POST.")
        : null;

    /// <summary>The versions a change is meant for.</summary>
    public static HubError? OfVersion(Change change, StoredResource? stored)
    {
        var version = stored is { Deleted: false } ? stored.Version : (int?)null;
        if (change.Match is { } match && !match.Holds(version))
            return new(
                HubErrorCode.PreconditionFailed,
                "The version named in If-Match is not the current one: read it again and repeat the change on it.");
        return change.NoneMatch is { } none && none.Holds(version)
            ? new(HubErrorCode.PreconditionFailed, "The resource is there already (If-None-Match).")
            : null;
    }
}
