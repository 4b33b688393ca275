using System.Data.Common;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Where referrals stand, and the log of their steps.</summary>
internal static class ReferralRows
{
    private const string Columns = """
        task_id, request_id, patient_id, referrer, receiver, state, version, appointment_id, encounter_id, changed_at
        """;

    private const string One = $"select {Columns} from referral where task_id = @task for update";

    private const string OfPatient = $"""
        select {Columns} from referral where patient_id = @patient order by changed_at desc, task_id
        for update
        """;

    private const string Insert = $"""
        insert into referral ({Columns})
        values (@task, @request, @patient, @referrer, @receiver, @state, @version, @appointment, @encounter, @at)
        """;

    // The version stands in the WHERE: of two steps decided on the same version one changes nothing.
    private const string Update = """
        update referral
           set state = @state, version = @version, request_id = @request, patient_id = @patient,
               appointment_id = @appointment, encounter_id = @encounter, changed_at = @at
         where task_id = @task and version = @version - 1
        """;

    private const string Log = """
        insert into referral_step (task_id, version, from_state, action, to_state, by_party, member, message_id, at)
        values (@task, @version, @from, @action, @to, @by, @member, @message, @at)
        """;

    private const string Repoint = "update referral set patient_id = @to where patient_id = @from";

    /// <summary>One referral, locked until the transaction ends.</summary>
    public static Task<Referral?> FindAsync(HubTransaction tx, string taskId, CancellationToken ct) =>
        tx.QuerySingleOrDefaultAsync(One, Read, ct, ("@task", taskId));

    /// <summary>All referrals of a patient, newest first, locked until the transaction ends.</summary>
    public static Task<IReadOnlyList<Referral>> OfPatientAsync(
        HubTransaction tx, string patientId, CancellationToken ct) =>
        tx.QueryAsync(OfPatient, Read, ct, ("@patient", patientId));

    /// <summary>Stores a referral with its step; version 1 is a new one.</summary>
    public static async Task PutAsync(
        HubTransaction tx, MadeStep made, string member, Guid messageId, CancellationToken ct)
    {
        var (referral, from, step) = made;
        var changed = await tx.ExecuteAsync(
            referral.Version == 1 ? Insert : Update, ct,
            ("@task", referral.TaskId), ("@request", referral.RequestId), ("@patient", referral.PatientId),
            ("@referrer", referral.Referrer), ("@receiver", referral.Receiver),
            ("@state", ReferralStatus.Of(referral.State).Code), ("@version", referral.Version),
            ("@appointment", referral.AppointmentId), ("@encounter", referral.EncounterId),
            ("@at", referral.ChangedAt));
        if (changed != 1)
            throw new TimeoutException("The referral changed while its step was decided.");
        await tx.ExecuteAsync(
            Log, ct,
            ("@task", referral.TaskId), ("@version", referral.Version), ("@from", ReferralStatus.Of(from).Code),
            ("@action", step.Action.ToString()), ("@to", ReferralStatus.Of(referral.State).Code),
            ("@by", step.By.ToString()), ("@member", member), ("@message", messageId), ("@at", referral.ChangedAt));
        await CareRelations.PutAsync(
            tx, ReferralRelations.SourceOf(referral), ReferralRelations.Of(referral, tx.Policy), ct);
    }

    /// <summary>Two residents turned out to be one.</summary>
    public static Task<int> RepointAsync(HubTransaction tx, string from, string to, CancellationToken ct) =>
        tx.ExecuteAsync(Repoint, ct, ("@from", from), ("@to", to));

    private static Referral Read(DbDataReader r) => new()
    {
        TaskId = r.GetString(0),
        RequestId = r.GetString(1),
        PatientId = r.GetString(2),
        Referrer = r.GetString(3),
        Receiver = r.GetString(4),
        State = ReferralStatus.Parse(r.GetString(5)),
        Version = r.GetInt32(6),
        AppointmentId = r.TextOrNull(7),
        EncounterId = r.TextOrNull(8),
        ChangedAt = r.Instant(9),
    };
}
