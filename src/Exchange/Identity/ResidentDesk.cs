using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>One Patient per resident, whoever sends them (RELIABILITY F35).</summary>
internal sealed partial class ResidentDesk(ILogger<ResidentDesk> log)
{
    private const int Rounds = 5;

    /// <summary>
    /// Finds or makes the resident, merges residents that turn out to be one, and takes over demographics.
    /// </summary>
    /// <returns>The Patient id, or <see cref="HubErrorCode.Conflict"/> when two people would run together.</returns>
    public async Task<Result<string>> ResolveAsync(
        HubTransaction tx, PlannedEntry entry, MessageConverted message, CancellationToken ct)
    {
        var incoming = (Patient)entry.Resource;
        var keys = KeysOf(incoming, entry.Key, message.Member);
        if (keys.Count == 0)
            return HubError.FieldMissing(entry.Path, "A patient identifier");

        for (var round = 1; round <= Rounds; round++)
        {
            var known = await Identities.ResolveAsync(tx, keys, ct);
            var facts = await FactsAsync(tx, known.Values.Distinct(StringComparer.Ordinal), ct);
            if (facts.Values.Any(f => f.Stored is { Deleted: true }))
                continue; // a client deleted it while this one waited: its keys are free now
            if (facts.Count > 1 && !Same(known, await Identities.ResolveAsync(tx, keys, ct)))
                continue; // while this one waited for the locks, another session merged some of them
            if (!ResidentMatch.Decide(IdNumberOf(incoming), [.. facts.Values.Select(f => f.Known)])
                    .TryGet(out var match, out var errors))
                return Result<string>.Failed(errors);

            var id = match.Survivor ?? Guid.NewGuid().ToString();
            var golden = facts.GetValueOrDefault(id) ?? Fact.New(id);
            // A locked resident keeps its keys; one without a row may have lost them while this session waited.
            var open = keys
                .Where(k => !known.TryGetValue(k, out var owner) || (owner == id && !golden.IsLocked))
                .ToList();
            if (open.Count > 0 && !await ClaimAsync(tx, open, id, ct))
                continue; // another session was faster
            foreach (var loser in match.Losers)
                await MergeAsync(tx, golden, facts[loser], message.MessageId, ct);
            await TakeAsync(tx, golden, incoming, message, ct);
            return id;
        }

        // Another session keeps winning: let the whole transaction run again later.
        throw new TimeoutException("The patient's keys changed hands too often.");
    }

    private static async Task<bool> ClaimAsync(
        HubTransaction tx, List<BusinessKey> keys, string id, CancellationToken ct)
    {
        var claimed = await Identities.ClaimAsync(tx, keys.ToDictionary(k => k, _ => id), ct);
        return claimed.Values.All(owner => owner == id);
    }

    /// <summary>
    /// The keys a patient is matched on: the valid ID number, the sender's record number, and the one the request names.
    /// Account and alternate numbers may be a family's: people are never matched on them.
    /// </summary>
    internal static IReadOnlyList<BusinessKey> KeysOf(Patient patient, BusinessKey? named, string member)
    {
        var records = FhirNames.Scoped(member, Kinds.MedicalRecord);
        var own = patient.Identifier
            .Where(i => !string.IsNullOrEmpty(i.Value)
                && (i.System == records || (i.System == FhirNames.IdCard && ChineseId.IsValidIdNumber(i.Value))))
            .Select(i => new BusinessKey("Patient", i.System!, i.Value!));
        return [.. (named is null ? own : own.Append(named)).Distinct()];
    }

    private static bool Same(
        IReadOnlyDictionary<BusinessKey, string> before, IReadOnlyDictionary<BusinessKey, string> after) =>
        before.Count == after.Count && before.All(b => after.TryGetValue(b.Key, out var id) && id == b.Value);

    private static string? IdNumberOf(Patient patient) => patient.Identifier
        .FirstOrDefault(i => i.System == FhirNames.IdCard && ChineseId.IsValidIdNumber(i.Value))?.Value;

    private static async Task<Dictionary<string, Fact>> FactsAsync(
        HubTransaction tx, IEnumerable<string> ids, CancellationToken ct)
    {
        var sorted = ids.Order(StringComparer.Ordinal).ToList();
        if (sorted.Count == 0)
            return [];
        var times = await ResidentRows.LockAsync(tx, sorted, ct);
        // A Patient that came through the FHIR API has no row in resident; its own row is what a client locks too.
        var locked = await Resources.LockAsync(tx, [.. sorted.Select(id => new ResourceKey("Patient", id))], ct);
        var stored = sorted.Select(id => locked.Find(new("Patient", id))).OfType<StoredResource>().ToList();
        return stored
            .Select(s => Fact.Of(s, times.GetValueOrDefault(s.Id)))
            .Concat(sorted.Except(stored.Select(s => s.Id)).Select(Fact.New)) // claimed by a message that was refused
            .ToDictionary(f => f.Id, StringComparer.Ordinal);
    }

    private static async Task TakeAsync(
        HubTransaction tx, Fact golden, Patient incoming, MessageConverted message, CancellationToken ct)
    {
        var (times, body) = (golden.Times.ToString(), FhirJson.Serialize(golden.Patient));
        Demographics.Take(golden.Patient, golden.Times, incoming, message.EventAt, message.Member);
        golden.Times.Hear(message.EventAt);
        golden.Patient.Active ??= true;
        if (golden.Stored is null || golden.Merged || FhirJson.Serialize(golden.Patient) != body)
            await WriteAsync(tx, golden, message.EventAt, message.Member, message.MessageId, ct);
        if (!golden.IsLocked || golden.Merged || golden.Times.ToString() != times)
            await ResidentRows.PutAsync(tx, golden.Id, golden.Times, ct);
    }

    private async Task MergeAsync(HubTransaction tx, Fact survivor, Fact loser, Guid messageId, CancellationToken ct)
    {
        if (loser.Stored is null)
        {
            await Resources.RepointPatientAsync(tx, loser.Id, survivor.Id, messageId, ct); // its keys; there is no more
            return;
        }

        Demographics.Absorb(survivor.Patient, survivor.Times, loser.Patient, loser.Times);
        survivor.Merged = true;
        await Resources.RepointPatientAsync(tx, loser.Id, survivor.Id, messageId, ct);
        await ReferralRows.RepointAsync(tx, loser.Id, survivor.Id, ct);
        await WriteAsync(tx, loser, loser.EventAt, loser.Stored.Custodian, messageId, ct);
        await ResidentRows.RemoveAsync(tx, loser.Id, ct);
        LogMerged(log, loser.Id, survivor.Id, messageId);
    }

    private static Task<IReadOnlyList<StoredResource>> WriteAsync(
        HubTransaction tx, Fact fact, DateTimeOffset at, string member, Guid messageId, CancellationToken ct) =>
        Resources.WriteAsync(
            tx,
            [
                new ResourceWrite(
                    "Patient", fact.Id, [], fact.Patient, fact.Stored?.Custodian ?? member, fact.Id,
                    at > fact.EventAt ? at : fact.EventAt, messageId),
            ],
            ct);

    [LoggerMessage(EventId = 3201, Level = LogLevel.Information,
        Message = "Resident {Loser} is {Survivor}: merged by message {MessageId}")]
    private static partial void LogMerged(ILogger logger, string loser, string survivor, Guid messageId);

    private sealed record Fact(string Id, Patient Patient, FieldTimes Times, StoredResource? Stored)
    {
        public KnownResident Known => new(Id, IdNumberOf(Patient)) { IsEmpty = Stored is null };

        /// <summary>Its row is ours: nobody merges it away meanwhile.</summary>
        public bool IsLocked { get; init; }

        /// <summary>It has taken over another resident in this transaction.</summary>
        public bool Merged { get; set; }

        public DateTimeOffset EventAt => Stored?.EventAt ?? DateTimeOffset.MinValue;

        /// <param name="stored">The Patient.</param>
        /// <param name="times">Its field times; null: no message has spoken of it.</param>
        public static Fact Of(StoredResource stored, FieldTimes? times)
        {
            var fact = new Fact(stored.Id, FhirJson.Parse<Patient>(stored.BodyJson), times ?? new(), stored)
            {
                IsLocked = times is not null,
            };
            fact.Times.Read(fact.Patient, stored.EventAt);
            return fact;
        }

        public static Fact New(string id) => new(id, new Patient { Id = id }, new FieldTimes(), null);
    }
}
