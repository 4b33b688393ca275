using System.Text.Json;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Applies one converted message inside the intake transaction. Keeps nothing between runs.</summary>
internal sealed class MessageApplication(
    ExchangeOptions options, BundleResolution resolution, ReferralDesk referrals, SharingDesk sharing)
{
    /// <returns>What has to be told, or every reason why the message is refused.</returns>
    public async Task<Result<List<NewDelivery>>> ApplyAsync(
        HubTransaction tx, MessageConverted message, MessageAudit audit, CancellationToken ct)
    {
        if (!Read(message).TryGet(out var plan, out var errors)
            || !(await resolution.ResolveAsync(tx, plan, message, ct)).TryGet(out var bundle, out errors))
            return Result<List<NewDelivery>>.Failed(errors);

        var writes = new List<ResourceWrite>();
        var steps = new List<MadeStep>();
        var own = ReferralEntries.In(bundle) is { } entries && message.Event.StartsWith("REF", StringComparison.Ordinal)
            ? entries
            : null;
        if (own is not null)
        {
            if (!(await referrals.TakeAsync(tx, message, own, bundle, ct)).TryGet(out var change, out errors))
                return Result<List<NewDelivery>>.Failed(errors);
            writes.AddRange(change.Writes);
            if (change.Step is { } step)
                steps.Add(step);
        }

        writes.AddRange(bundle.Entries.Where(e => e != own?.Request && e != own?.Task)
            .Select(e => Write(e, bundle, message)).OfType<ResourceWrite>());
        var stored = await Resources.WriteAsync(tx, writes, ct);
        audit.Wrote(stored, bundle.PatientId);
        var changed = writes.Zip(stored).Where(p => p.Second.Changed)
            .Select(p => new ChangedResource(p.Second.Id, p.Second.Custodian, p.First.Resource))
            .ToList();

        await AddCareStepsAsync(tx, message, bundle, changed, steps, ct);
        return await sharing.DecideAsync(tx, new Effects(message, bundle.PatientId, changed, steps), ct);
    }

    private Result<BundlePlan> Read(MessageConverted message)
    {
        if (options.Members.Find(message.Member) is null)
            return new HubError(HubErrorCode.SenderNotAllowed, "The message names a custodian that is no member.");
        if (message.BundleJson.Length > BundlePlan.LengthLimit)
            return HubError.LimitExceeded("A bundle", BundlePlan.LengthLimit, "Bundle");
        try
        {
            return BundlePlan.Read(FhirJson.Parse<Bundle>(message.BundleJson), options.Members);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return new HubError(HubErrorCode.Unreadable, "The bundle is not FHIR JSON.", "Bundle");
        }
    }

    private async Task AddCareStepsAsync(
        HubTransaction tx, MessageConverted message, ResolvedBundle bundle, List<ChangedResource> changed,
        List<MadeStep> steps, CancellationToken ct)
    {
        if (bundle.PatientId is not { } patient || message.Event.Split('^')[0] is not ("ADT" or "SIU"))
            return;
        foreach (var resource in changed.Where(c => c.Resource is Appointment or Encounter))
        {
            if (await referrals.OnCareAsync(tx, message, resource, patient, ct) is { } step)
                steps.Add(step);
        }
    }

    // Null: the stored version stays.
    private ResourceWrite? Write(PlannedEntry entry, ResolvedBundle bundle, MessageConverted message)
    {
        if (entry.Resource is Patient || entry.MemberId is not null)
            return null;
        var (type, id) = bundle.KeyOf(entry);
        var stored = bundle.StoredOf(entry);
        var custodian = stored?.Custodian ?? Custody.Custodian(entry.Key, message.Member, options.Members);
        var owned = !entry.IsStub && Custody.MayOverwrite(type, message.Event, custodian, message.Member);
        var at = owned ? message.EventAt
            : stored is null ? Custody.BorrowedAt
            : (DateTimeOffset?)null;
        if (at is { } time && stored is not null)
            at = VersionGuard.Decide(
                type, JsonPeek.Status(stored.BodyJson), stored.EventAt, VersionGuard.StatusOf(entry.Resource), time);
        return at is { } when
            ? new(type, id, [], entry.Resource, custodian, PatientOf(entry), when, message.MessageId)
            : null;
    }

    private static string? PatientOf(PlannedEntry entry) => entry.References
        .Select(r => r.Reference)
        .FirstOrDefault(r => r?.StartsWith("Patient/", StringComparison.Ordinal) == true)?["Patient/".Length..];
}
