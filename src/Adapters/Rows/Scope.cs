using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>One conversion on its way: the message, what is made of it, and every problem met.</summary>
internal sealed class Scope(Hl7Message message, ConversionContext context)
{
    private readonly List<HubError> errors = [];
    private readonly List<HubError> warnings = [];
    private readonly List<Hl7Path> unusable = [];
    private readonly List<MapStep> steps = [];

    public Hl7Message Message => message;

    public ConversionContext Context => context;

    public string Event { get; } = message.Header.Event;

    /// <summary>Second half of the event, e.g. <c>A03</c>.</summary>
    public string Trigger { get; } = message.Header.TriggerEvent;

    public BundleDraft Draft { get; } = new(context.MessageId);

    public Provenance Provenance { get; } = new();

    /// <summary>The patient everything is about; set by <see cref="PatientReader"/>.</summary>
    public ResourceReference Patient { get; set; } = null!;

    /// <summary>First identifier of the patient, for identities made from several parts.</summary>
    public string PatientKey { get; set; } = "";

    /// <summary>The visit, when the message names one.</summary>
    public ResourceReference? Encounter { get; set; }

    /// <summary>PV1-19 or its stand-in, when the message names a visit.</summary>
    public string? VisitKey { get; set; }

    public Urgency Urgency { get; set; }

    /// <summary>The sending member as a reference.</summary>
    public ResourceReference Custodian { get; } = new("Organization/" + context.Member);

    public IReadOnlyList<HubError> Errors => errors;

    public IReadOnlyList<HubError> Warnings => warnings;

    public IReadOnlyList<MapStep> Steps => steps;

    /// <summary>What no row read and what no row could use.</summary>
    public IReadOnlyList<Hl7Path> Unread => unusable.Count == 0 ? message.Unread() : [.. message.Unread(), .. unusable];

    public void Missing(Hl7Value value, string what) => errors.Add(HubError.FieldMissing(value.Path.ToString(), what));

    public void Missing(string path, string what) => errors.Add(HubError.FieldMissing(path, what));

    public void Fail(HubError error) => errors.Add(error);

    public void Warn(HubError warning) => warnings.Add(warning);

    /// <summary>The value cannot be used: it stays with the message, listed as unread.</summary>
    public void Keep(Hl7Value value) => unusable.Add(value.Path);

    public void Step(MapStep step) => steps.Add(step);

    /// <summary>System of numbers of this kind given by this member, or what the channel says instead.</summary>
    public string SystemOf(string member, string kind) =>
        member == context.Member && context.Map.IdentifierSystems.TryGetValue(kind, out var own)
            ? own
            : FhirNames.Scoped(member, kind);

    /// <summary>The member whose facility this is, else the sender.</summary>
    public string MemberOf(string? facility) => context.Members.FindByFacility(facility)?.Id ?? context.Member;
}
