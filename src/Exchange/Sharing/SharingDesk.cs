using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>What one applied message changed.</summary>
/// <param name="Message">The message.</param>
/// <param name="PatientId">Its patient.</param>
/// <param name="Changed">Resources with a new version.</param>
/// <param name="Steps">Steps referrals made.</param>
internal sealed record Effects(
    MessageConverted Message, string? PatientId, IReadOnlyList<ChangedResource> Changed, IReadOnlyList<MadeStep> Steps);

/// <summary>Turns what changed into deliveries, inside the transaction that changed it.</summary>
internal sealed class SharingDesk(ExchangeOptions options, CallerView views, ExchangeMeter meter, TimeProvider clock)
{
    public async Task<List<NewDelivery>> DecideAsync(HubTransaction tx, Effects effects, CancellationToken ct)
    {
        var notices = await NoticesAsync(tx, effects, ct);
        var deliveries = new List<NewDelivery>(notices.Count);
        var bundles = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var notice in notices)
        {
            var roots = string.Join(' ', notice.Also.Prepend(notice.Focus).Prepend(notice.Recipient));
            if (!bundles.TryGetValue(roots, out var bundle))
            {
                bundle = await CollectAsync(tx, notice, ct);
                bundles.Add(roots, bundle);
            }

            if (bundle is not null)
                deliveries.Add(Delivery(notice, bundle, effects));
            else
                meter.Withheld(notice.Recipient);
        }

        return deliveries;
    }

    // A member is sent what it could read, nothing else. Null: not even what it would be told of.
    private async Task<string?> CollectAsync(HubTransaction tx, Notice notice, CancellationToken ct)
    {
        using (tx.As(views.OfMember(notice.Recipient, clock.GetUtcNow())))
            return await BundleCollector.CollectAsync(
                tx, Key(notice.Focus), notice.Also.Select(Key), options.FhirBase, ct);
    }

    private async Task<IReadOnlyList<Notice>> NoticesAsync(HubTransaction tx, Effects effects, CancellationToken ct)
    {
        var trigger = effects.Message.Event.Split('^')[^1];
        var notices = effects.Steps.SelectMany(s => SharingRules.OfStep(s, trigger)).ToList();
        var orders = effects.Changed.Where(IsOrder).SelectMany(o => SharingRules.OfOrder(o, options.Members));
        notices.AddRange(orders);

        var reports = effects.Message.Event.StartsWith("ORU", StringComparison.Ordinal)
            ? await ReportsAsync(tx, effects, ct)
            : []; // reports inside a referral travel with the referral
        var appointments = effects.Changed.Where(c => c.Resource is Appointment).ToList();
        if (effects.PatientId is not { } patient || reports.Count + appointments.Count == 0)
            return notices;

        var referrals = await ReferralRows.OfPatientAsync(tx, patient, ct);
        var now = clock.GetUtcNow();
        notices.AddRange(appointments.SelectMany(a => SharingRules.OfAppointment(a, referrals, trigger, now)));
        foreach (var report in reports)
        {
            var orderers = await OrderersAsync(tx, (DiagnosticReport)report.Resource, ct);
            notices.AddRange(SharingRules.OfReport(report, referrals, orderers, now));
        }

        return notices;

        bool IsOrder(ChangedResource c) =>
            c.Resource is ServiceRequest && effects.Message.Event.Split('^')[0] is "ORM" or "OML" or "OMG";
    }

    // A report is told again when itself or one of its observations changed: labs correct a value and resend the rest
    // as is.
    private static async Task<IReadOnlyList<ChangedResource>> ReportsAsync(
        HubTransaction tx, Effects effects, CancellationToken ct)
    {
        var reports = effects.Changed.Where(c => c.Resource is DiagnosticReport).ToList();
        var told = reports.SelectMany(r => ((DiagnosticReport)r.Resource).Result).Select(r => r.Reference).ToHashSet();
        var orphans = effects.Changed
            .Where(c => c.Resource is Observation && !told.Contains("Observation/" + c.Id))
            .Select(c => c.Id)
            .ToArray();
        if (orphans.Length == 0)
            return reports;
        var ids = await tx.QueryAsync(
            ReportsOf, r => new ResourceKey("DiagnosticReport", r.GetString(0)), ct, ("@ids", orphans));
        var stored = await Resources.ReadManyAsync(tx, ids, ct);
        return
        [
            .. reports,
            .. stored.Select(s => new ChangedResource(s.Id, s.Custodian, FhirJson.Parse<DiagnosticReport>(s.BodyJson)))
                .Where(s => !reports.Exists(r => r.Id == s.Id)),
        ];
    }

    private const string ReportsOf = """
        select distinct id from index_reference
         where target_type = 'Observation' and target_id = any(@ids) and type = 'DiagnosticReport' and param = 'result'
        """;

    private static async Task<IReadOnlyList<string>> OrderersAsync(
        HubTransaction tx, DiagnosticReport report, CancellationToken ct)
    {
        var orders = report.BasedOn
            .Where(b => b.Reference?.StartsWith("ServiceRequest/", StringComparison.Ordinal) == true)
            .Select(b => Key(b.Reference!))
            .ToList();
        return orders.Count == 0 ? [] : [.. (await Resources.ReadManyAsync(tx, orders, ct)).Select(o => o.Custodian)];
    }

    private static NewDelivery Delivery(Notice notice, string bundle, Effects effects) => new()
    {
        DeliveryId = StableId.Of(
            effects.Message.MessageId, effects.Message.Attempt, notice.Recipient, notice.Kind, notice.Focus),
        Recipient = notice.Recipient,
        Kind = notice.Kind,
        Trigger = notice.Trigger,
        OrderKey = effects.PatientId is { } patient ? "Patient/" + patient : notice.Focus,
        BundleJson = bundle,
        CausedBy = effects.Message.MessageId,
        Custodian = notice.Custodian,
    };

    private static ResourceKey Key(string reference)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        return new(reference[..slash], reference[(slash + 1)..]);
    }
}
