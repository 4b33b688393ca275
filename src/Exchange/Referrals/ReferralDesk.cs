using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>What a REF message did to a referral.</summary>
/// <param name="Writes">Its resources as they are to be stored; empty when nothing happened.</param>
/// <param name="Step">The step made; null when nothing happened.</param>
internal sealed record ReferralChange(IReadOnlyList<ResourceWrite> Writes, MadeStep? Step);

/// <summary>
/// Moves referrals along their transition table, by REF messages of the parties and by what happens to the patient.
/// </summary>
internal sealed partial class ReferralDesk(
    ExchangeOptions options, ExchangeMeter meter, TimeProvider clock, ILogger<ReferralDesk> log)
{
    /// <summary>A REF message of one of the parties.</summary>
    /// <returns>What to store, or why the message is refused.</returns>
    public async Task<Result<ReferralChange>> TakeAsync(
        HubTransaction tx, MessageConverted message, ReferralEntries entries, ResolvedBundle bundle,
        CancellationToken ct)
    {
        var known = await ReferralRows.FindAsync(tx, entries.TaskId, ct);
        if (!Begin(known, entries, bundle).TryGet(out var referral, out var errors))
            return Result<ReferralChange>.Failed(errors);
        if (referral.PartyOf(message.Member) is not { } by)
            return new HubError(
                HubErrorCode.SenderNotAllowed, "Only the parties of a referral may change it.", entries.Task.Path);

        var trigger = message.Event.Split('^')[^1];
        var step = ReferralStep.OfReferral(trigger, by, known?.State, entries.TaskContent);
        if (known is null && step is not { Action: ReferralAction.Submit or ReferralAction.Amend })
            return HubError.NotFound("This referral");
        if (step is null)
            return new ReferralChange([], null);

        var outcome = step.On(referral.State);
        if (outcome.Refused)
            return outcome.Reason!;
        if (!outcome.Made)
        {
            LogIgnored(log, step.Action, step.Source, referral.State, message.MessageId);
            return new ReferralChange([], null);
        }

        var made = Make(referral, step, outcome.State);
        await ReferralRows.PutAsync(tx, made, message.Member, message.MessageId, ct);
        var (request, task) = Content(entries, bundle, step);
        return new ReferralChange(Writes(made.Referral, request, task, message, bundle.Existing), made);
    }

    /// <summary>An appointment or visit of a patient: moves the referral it belongs to, if there is one.</summary>
    public async Task<MadeStep?> OnCareAsync(
        HubTransaction tx, MessageConverted message, ChangedResource changed, string patientId, CancellationToken ct)
    {
        var referrals = (await ReferralRows.OfPatientAsync(tx, patientId, ct))
            .Where(r => r.Receiver == message.Member && r.State != ReferralState.Draft)
            .Where(r => !ReferralTransitions.IsFinal(r.State))
            .ToList();
        var (referral, step) = changed.Resource switch
        {
            Appointment a => CareEvents.Of(a, changed.Id, referrals),
            Encounter e => CareEvents.Of(e, changed.Id, message.Event.Split('^')[^1], referrals),
            _ => default,
        };
        if (referral is null || step is null)
            return null;

        var outcome = step.On(referral.State);
        if (!outcome.Made)
        {
            LogIgnored(log, step.Action, step.Source, referral.State, message.MessageId);
            return null;
        }

        var made = Make(CareEvents.Noted(referral, step.Action, changed), step, outcome.State);
        await ReferralRows.PutAsync(tx, made, message.Member, message.MessageId, ct);
        await RewriteAsync(tx, made.Referral, message, ct);
        return made;
    }

    private Result<Referral> Begin(Referral? known, ReferralEntries entries, ResolvedBundle bundle)
    {
        if (known is not null)
            return known with { PatientId = bundle.PatientId ?? known.PatientId };
        if (bundle.PatientId is not { } patient)
            return HubError.FieldMissing(entries.Request.Path + ".subject", "The patient");
        return entries.Parties(options.Members).Then<Referral>(parties => new Referral
        {
            TaskId = entries.TaskId,
            RequestId = entries.RequestId,
            PatientId = patient,
            Referrer = parties.Referrer,
            Receiver = parties.Receiver,
            State = ReferralState.Draft,
            Version = 0,
            ChangedAt = clock.GetUtcNow(),
        });
    }

    private MadeStep Make(Referral referral, ReferralStep step, ReferralState next)
    {
        meter.Step(referral.State, next);
        var moved = referral with { State = next, Version = referral.Version + 1, ChangedAt = clock.GetUtcNow() };
        return new(moved, referral.State, step);
    }

    // The referrer owns the content; the receiver only adds its reason and notes; a cancellation changes no content.
    private static (ServiceRequest Request, FhirTask Task) Content(
        ReferralEntries entries, ResolvedBundle bundle, ReferralStep step)
    {
        var (sent, stored) = (entries.TaskContent, bundle.StoredOf(entries.Task));
        var heldTask = stored is null ? null : FhirJson.Parse<FhirTask>(stored.BodyJson);
        var owned = step is { By: Party.Referrer, Action: not ReferralAction.Cancel };
        var heldRequest = bundle.StoredOf(entries.Request);
        var request = owned || heldRequest is null
            ? entries.RequestContent
            : FhirJson.Parse<ServiceRequest>(heldRequest.BodyJson);
        var task = owned || heldTask is null ? sent : heldTask;
        task.StatusReason = sent.StatusReason ?? heldTask?.StatusReason;
        if (!ReferenceEquals(task, sent))
            task.Note.AddRange(sent.Note.Where(n => !task.Note.Exists(o => o.Text == n.Text)));
        return (request, task);
    }

    private async Task RewriteAsync(
        HubTransaction tx, Referral referral, MessageConverted message, CancellationToken ct)
    {
        ResourceKey[] keys = [new("ServiceRequest", referral.RequestId), new("Task", referral.TaskId)];
        var stored = (await Resources.ReadManyAsync(tx, keys, ct)).ToDictionary(s => new ResourceKey(s.Type, s.Id));
        if (stored.Count < keys.Length)
            throw new InvalidOperationException("A referral has lost its resources.");
        var request = FhirJson.Parse<ServiceRequest>(stored[keys[0]].BodyJson);
        var task = FhirJson.Parse<FhirTask>(stored[keys[1]].BodyJson);
        await Resources.WriteAsync(tx, Writes(referral, request, task, message, stored), ct);
    }

    private List<ResourceWrite> Writes(
        Referral referral, ServiceRequest request, FhirTask task, MessageConverted message,
        IReadOnlyDictionary<ResourceKey, StoredResource> stored)
    {
        ReferralStatus.Write(referral.State, request, task, clock.GetUtcNow());
        return [Write(request, referral.RequestId), Write(task, referral.TaskId)];

        // Steps are ordered by the referral's row, so the newest step has the newest time whatever its clock says.
        ResourceWrite Write(Resource resource, string id)
        {
            var before = stored.GetValueOrDefault(new(resource.TypeName, id));
            var at = before is not null && before.EventAt > message.EventAt ? before.EventAt : message.EventAt;
            return new(
                resource.TypeName, id, [], resource, referral.Referrer, referral.PatientId, at, message.MessageId);
        }
    }

    [LoggerMessage(EventId = 3301, Level = LogLevel.Information,
        Message = "Referral step {Action} of {Source} ignored: the referral is {State} (message {MessageId})")]
    private static partial void LogIgnored(
        ILogger logger, ReferralAction action, StepSource source, ReferralState state, Guid messageId);
}
