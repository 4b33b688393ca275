using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>What one provision is about, with what it takes over from the one around it.</summary>
internal sealed record ConsentScope(
    bool Permits, string Member, string Custodian, string Source, RecordClass Classes, DateTimeOffset From,
    DateTimeOffset Until)
{
    /// <summary>Everything, always.</summary>
    public static ConsentScope Widest { get; } =
        new(true, "", "", "", RecordClass.Open, FhirDates.Earliest, FhirDates.Latest);
}

/// <summary>Reads the elements of a provision; each one the hub cannot keep is an error.</summary>
internal static class ConsentElements
{
    /// <summary>System of record classes by their names, e.g. <c>result</c>.</summary>
    public const string ClassSystem = "urn:hub:record-class";

    private const string ResourceTypes = "http://hl7.org/fhir/resource-types";

    private static readonly string[] CustodianRoles = ["CST", "custodian"];
    private static readonly string[] RecipientRoles = ["IRCP", "PRCP", "GRANTEE"];
    private static readonly string[] AccessActions = ["access", "use", "disclose"];
    private static readonly string[] TreatmentPurposes = ["TREAT"];

    /// <returns>One scope per recipient and custodian.</returns>
    public static IReadOnlyList<ConsentScope> Of(
        Consent.provisionComponent provision, string path, ConsentScope outer, MemberDirectory members,
        List<HubError> errors)
    {
        Refuse(provision.Code.Count > 0, path + ".code", "Single codes", "use class or securityLabel", errors);
        Refuse(provision.DataPeriod is not null, path + ".dataPeriod", "A span of records", "use period", errors);
        Refuse(
            provision.Action.SelectMany(a => a.Coding).Any(c => !AccessActions.Contains(c.Code)), path + ".action",
            "Actions other than access, use and disclose", "leave the element out", errors);
        Refuse(
            provision.Purpose.Exists(c => !TreatmentPurposes.Contains(c.Code)), path + ".purpose",
            "Purposes other than TREAT", "leave the element out", errors);
        var permits = provision.Type is null ? outer.Permits : provision.Type == Consent.ConsentProvisionType.Permit;
        var span = FhirDates.Span(provision.Period);
        var scope = outer with
        {
            Permits = permits,
            Classes = Classes(provision, path, permits, outer, errors),
            Source = Source(provision, path, outer, errors),
            From = span is { } s && s.Start > outer.From ? s.Start : outer.From,
            Until = span is { } e && e.End < outer.Until ? e.End : outer.Until,
        };
        var (recipients, custodians) = Actors(provision, path, outer, members, errors);
        return
        [
            .. from recipient in recipients
               from custodian in custodians
               where scope.From < scope.Until
               select scope with { Member = recipient, Custodian = custodian },
        ];
    }

    private static RecordClass Classes(
        Consent.provisionComponent provision, string path, bool permits, ConsentScope outer, List<HubError> errors)
    {
        var (labels, classes) = (RecordClass.Open, RecordClass.Open);
        for (var i = 0; i < provision.SecurityLabel.Count; i++)
        {
            var label = SensitiveCodes.OfLabel(provision.SecurityLabel[i].System, provision.SecurityLabel[i].Code);
            Refuse(
                label == RecordClass.Open || (permits && label == RecordClass.VeryRestricted),
                $"{path}.securityLabel[{i}]", "This label", "see docs/security/access.md for those that are known",
                errors);
            labels |= label;
        }

        for (var i = 0; i < provision.Class.Count; i++)
        {
            var own = ClassOf(provision.Class[i], permits);
            Refuse(
                own is null, $"{path}.class[{i}]", "This class",
                $"name one of {ClassSystem}; a denial may also name a resource type, which closes its whole class",
                errors);
            classes |= own ?? RecordClass.Open;
        }

        Refuse(
            permits && labels != RecordClass.Open && classes != RecordClass.Open, path + ".class",
            "A permit for a label within a class", "name the label alone", errors);
        // A denial of both closes the label everywhere: more than was asked, never less.
        return labels != RecordClass.Open ? labels : classes != RecordClass.Open ? classes : Inherited(permits, outer);
    }

    // Everything, for a denial, is everything; a permit never opens sensitive classes that it does not name.
    private static RecordClass Inherited(bool permits, ConsentScope outer) => outer.Classes switch
    {
        RecordClass.Open or RecordClasses.Ordinary or RecordClasses.All =>
            permits ? RecordClasses.Ordinary : RecordClasses.All,
        var named => named,
    };

    private static RecordClass? ClassOf(Coding coding, bool permits) => coding.System switch
    {
        ClassSystem => Enum.TryParse<RecordClass>(coding.Code?.Replace("-", "", StringComparison.Ordinal), true,
            out var own) && (RecordClasses.Ordinary & own) != 0 ? own : null,
        ResourceTypes when !permits && RecordTypes.All.Contains(coding.Code) => RecordTypes.Of(coding.Code!, true),
        _ => null,
    };

    private static string Source(
        Consent.provisionComponent provision, string path, ConsentScope outer, List<HubError> errors)
    {
        if (provision.Data.Count == 0)
            return outer.Source;
        if (provision.Data.Count == 1
            && FhirReference.TryRead(provision.Data[0].Reference?.Reference, out var type, out var id)
            && type == "ServiceRequest")
            return $"{type}/{id}";
        Refuse(true, path + ".data", "Data other than one ServiceRequest", "name the referral", errors);
        return outer.Source;
    }

    private static (IReadOnlyList<string> Recipients, IReadOnlyList<string> Custodians) Actors(
        Consent.provisionComponent provision, string path, ConsentScope outer, MemberDirectory members,
        List<HubError> errors)
    {
        var (recipients, custodians) = (new List<string>(), new List<string>());
        for (var i = 0; i < provision.Actor.Count; i++)
        {
            var (actor, at) = (provision.Actor[i], $"{path}.actor[{i}]");
            var roles = (actor.Role?.Coding ?? []).Select(c => c.Code).ToList();
            if (!FhirReference.TryRead(actor.Reference?.Reference, out var type, out var id)
                || type != "Organization" || members.Find(id) is null)
                Refuse(true, at + ".reference", "An actor that is no member", "name its Organization", errors);
            else if (roles.Exists(CustodianRoles.Contains))
                custodians.Add(id);
            else if (roles.Exists(RecipientRoles.Contains))
                recipients.Add(id);
            else
                Refuse(true, at + ".role", "This role", "use CST for custodians, IRCP for recipients", errors);
        }

        return (recipients.Count > 0 ? recipients : [outer.Member],
            custodians.Count > 0 ? custodians : [outer.Custodian]);
    }

    private static void Refuse(bool when, string path, string what, string instead, List<HubError> errors)
    {
        if (when)
            errors.Add(new(HubErrorCode.BusinessRule, $"{what} cannot be enforced here: {instead}.", path));
    }
}
