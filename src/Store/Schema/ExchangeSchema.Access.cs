namespace IntegrationHub.Store;

internal static partial class ExchangeSchema
{
    // needs: what a reader must be allowed (RecordClass); rows from before are their custodian's alone until the index job
    // below, started once, has looked at them.
    // care_relation: why a member may see a patient's record, one row per reason; source is the Encounter, referral
    // (ServiceRequest), EpisodeOfCare … that it arises from and ends with. custodian: only this member's records; '': those
    // of all members that share a consortium with the grantee.
    // consent_rule: the provisions of active Consents, flat.
    // patient_access: what follows from both and the policy, written anew with every change of either: who may see which
    // classes of a patient's record, from when until when. grantee is a member or person:….
    // record_party: members a record names (requester, performer, recipient, owner …), its custodian excepted; via is the
    // record that names them, the record itself or the request whose package it is in.
    private const string Access = """
        alter table resource add column needs bigint not null default 1099511627776;
        alter table resource_history add column needs bigint not null default 1099511627776;

        create table care_relation (
            source      {key}       not null,
            patient_id  {key}       not null,
            member      {key}       not null,
            kind        {key}       not null,
            custodian   {key}       not null,
            valid_from  timestamptz not null,
            valid_until timestamptz not null,
            primary key (source, patient_id, member, kind)
        );
        create index care_relation_of_patient on care_relation (patient_id);

        create table consent_rule (
            consent_id  {key}       not null,
            ordinal     integer     not null,
            patient_id  {key}       not null,
            permits     boolean     not null,
            member      {key}       not null,
            custodian   {key}       not null,
            source      {key}       not null,
            classes     bigint      not null,
            valid_from  timestamptz not null,
            valid_until timestamptz not null,
            primary key (consent_id, ordinal)
        );
        create index consent_rule_of_patient on consent_rule (patient_id);

        create table patient_access (
            patient_id  {key}       not null,
            grantee     {key}       not null,
            custodian   {key}       not null,
            allows      bigint      not null,
            denies      bigint      not null,
            valid_from  timestamptz not null,
            valid_until timestamptz not null
        );
        create index patient_access_of on patient_access (patient_id, grantee);
        create index patient_access_by_grantee on patient_access (grantee, patient_id);

        create table record_party (
            id     {key} not null,
            type   {key} not null,
            member {key} not null,
            via    {key} not null,
            primary key (id, type, member, via)
        ) {clustered};
        create index record_party_by_member on record_party (member, type, id);
        create index record_party_via on record_party (via);

        create table identity_review (
            type       {key}       not null,
            system     {key}       not null,
            value      {key}       not null,
            id         {key}       not null,
            noticed_at timestamptz not null,
            primary key (type, system, value, id)
        ) {clustered};

        create table break_glass (
            id          uuid        primary key,
            patient_id  {key}       not null,
            person      {key}       not null,
            member      {key}       not null,
            reason      text        not null,
            granted_at  timestamptz not null,
            valid_until timestamptz not null,
            ended_at    timestamptz,
            reviewed_at timestamptz,
            reviewed_by text,
            verdict     text,
            note        text
        );
        create index break_glass_open on break_glass (granted_at) where reviewed_at is null;
        create index break_glass_of_patient on break_glass (patient_id);

        insert into index_job (id, types, ids, parameters, done, total, last_type, last_id, start_after, created_at)
        select '00000000-0000-7000-8000-000000000003', '', '', '', 0, (select count(*) from resource), '', '',
               clock_timestamp(), clock_timestamp()
         where exists (select 1 from resource);
        """;
}
