namespace IntegrationHub.Store;

internal static partial class ExchangeSchema
{
    // resident: one row per golden Patient; locked while the Patient is read, merged and written. times: when the
    // source
    // of each demographic field last spoke (JSON).
    // referral: where each referral stands; a step changes the row only from the version it was decided on.
    private const string Second = """
        create table resident (patient_id {key} primary key, times text not null);

        create table referral (
            task_id        {key}       primary key,
            request_id     {key}       not null,
            patient_id     {key}       not null,
            referrer       {key}       not null,
            receiver       {key}       not null,
            state          {key}       not null,
            version        integer     not null,
            appointment_id {key},
            encounter_id   {key},
            changed_at     timestamptz not null
        );
        create index referral_of_patient on referral (patient_id);
        create index referral_of_request on referral (request_id);

        create table referral_step (
            task_id    {key}       not null,
            version    integer     not null,
            from_state {key}       not null,
            action     {key}       not null,
            to_state   {key}       not null,
            by_party   {key}       not null,
            member     {key}       not null,
            message_id uuid        not null,
            at         timestamptz not null,
            primary key (task_id, version)
        );

        create index inbox_by_control on inbox (control_id);
        create index resource_history_by_update on resource_history (type, last_updated, id);
        """;
}
