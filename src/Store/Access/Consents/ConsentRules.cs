using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Reads what a Consent says about access. What the hub could not enforce is an error, every one of them:
/// nobody shall believe in a wish that is not kept.</summary>
public static class ConsentRules
{
    private const string PatientPrivacy = "patient-privacy";

    /// <summary>The provisions of a Consent, flat; none when it is not active or not about privacy.</summary>
    /// <param name="consent">The Consent as it is to be stored, with its id.</param>
    /// <param name="members">Members it may name.</param>
    public static Result<IReadOnlyList<ConsentRule>> Read(Consent consent, MemberDirectory members)
    {
        ArgumentNullException.ThrowIfNull(consent);
        ArgumentNullException.ThrowIfNull(members);
        if (consent.Status != Consent.ConsentState.Active || !IsAboutPrivacy(consent))
            return Array.Empty<ConsentRule>();
        if (!FhirReference.TryRead(consent.Patient?.Reference, out var type, out var patient) || type != "Patient")
            return HubError.FieldMissing("Consent.patient", "A reference to the Patient");
        var root = (Consent.provisionComponent?)consent.Provision?.DeepCopy() ?? new();
        root.Type ??= BasisOf(consent);
        var walk = new Walk(members);
        walk.Take(root, "Consent.provision", ConsentScope.Widest, isRoot: true);
        return walk.Errors.Count > 0
            ? Result<IReadOnlyList<ConsentRule>>.Failed([.. walk.Errors.Distinct()])
            : walk.Found.Select((s, i) => new ConsentRule(
                consent.Id ?? "", i, patient, s.Permits, s.Member, s.Custodian, s.Source, s.Classes, s.From, s.Until))
                .ToList();
    }

    /// <summary>The rules to store. A Consent that came past the write rules and cannot be enforced closes everything:
    /// that is the safe side of a wish nobody understands.</summary>
    internal static IReadOnlyList<ConsentRule> Safe(Consent consent, string id, string patient, MemberDirectory members)
    {
        if (Read(consent, members).TryGet(out var rules, out _))
            return [.. rules.Select(r => r with { ConsentId = id, PatientId = patient })];
        return
        [
            new(
                id, 0, patient, Permits: false, "", "", "", RecordClasses.All, FhirDates.Earliest, FhirDates.Latest),
        ];
    }

    // Consents to treatment or research are documents; only those about privacy steer access.
    private static bool IsAboutPrivacy(Consent consent) =>
        consent.Scope is null || consent.Scope.Coding.Count == 0
        || consent.Scope.Coding.Exists(c => c.Code == PatientPrivacy);

    // A provision without a type of its own is an exception to the policy, which says what holds otherwise.
    private static Consent.ConsentProvisionType? BasisOf(Consent consent) =>
        consent.PolicyRule?.Coding.Select(c => c.Code switch
        {
            "OPTIN" or "OPTINR" => Consent.ConsentProvisionType.Permit,
            "OPTOUT" or "OPTOUTE" => Consent.ConsentProvisionType.Deny,
            _ => (Consent.ConsentProvisionType?)null,
        }).FirstOrDefault(t => t is not null);

    private sealed class Walk(MemberDirectory members)
    {
        private const int NestingLimit = 4;
        private const int RuleLimit = 200;

        public List<HubError> Errors { get; } = [];

        public List<ConsentScope> Found { get; } = [];

        public void Take(
            Consent.provisionComponent provision, string path, ConsentScope outer, bool isRoot, int depth = 0)
        {
            if (depth > NestingLimit || Found.Count > RuleLimit)
            {
                Errors.Add(HubError.LimitExceeded("Nested provisions", NestingLimit, path));
                return;
            }

            var scopes = ConsentElements.Of(provision, path, outer, members, Errors);
            if (provision.Type is null)
            {
                if (!isRoot)
                    Errors.Add(HubError.FieldMissing(path + ".type", "permit or deny"));
                else if (provision.Provision.Count == 0)
                    Errors.Add(HubError.FieldMissing(path + ".type", "permit or deny, or provisions inside it,"));
            }
            else
                Found.AddRange(scopes);

            if (provision.Type == Consent.ConsentProvisionType.Permit && !outer.Permits
                && (outer.Member.Length > 0 || scopes.Any(s => s.Member.Length == 0)))
                Errors.Add(new(
                    HubErrorCode.BusinessRule,
                    "A permit inside a denial has an effect only when it names a member and the denial names none.",
                    path));
            foreach (var scope in scopes)
                for (var i = 0; i < provision.Provision.Count; i++)
                    Take(provision.Provision[i], $"{path}.provision[{i}]", scope, isRoot: false, depth + 1);
        }
    }
}
