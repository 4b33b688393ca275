namespace IntegrationHub.Store;

internal static partial class ExchangeSchema
{
    // Instants: timestamptz on PostgreSQL, whole microseconds on SQLite (its column types are only hints).
    // resource.at … until is the resource's own time (Observation.effective, Encounter.period …); token and reference
    // rows repeat "at" so that one index answers "patient and code, newest first" (PERFORMANCE §1b).
    // resource_spanning keeps those that last longer than a day apart, so that date=ge… never reads the whole type.
    // resource.index_rows lists the index rows of the resource, so that a change deletes and adds only what differs
    // and no index by resource id is needed.
    private const string First = """
        create table resource (
            type         {key}       not null,
            id           {key}       not null,
            version      integer     not null,
            body         text        not null,
            digest       uuid        not null,
            custodian    {key}       not null,
            patient_id   {key}       not null,
            at           timestamptz not null,
            until        timestamptz not null,
            spans        boolean     not null,
            event_at     timestamptz not null,
            message_id   uuid        not null,
            last_updated timestamptz not null,
            deleted      boolean     not null,
            index_rows   text        not null,
            primary key (type, id)
        );
        create index resource_of_patient on resource (patient_id, type, at, id);
        create index resource_by_time on resource (type, at, id);
        create index resource_spanning on resource (type, until, id) where spans;
        create index resource_by_update on resource (type, last_updated, id);

        create table resource_history (
            type         {key}       not null,
            id           {key}       not null,
            version      integer     not null,
            body         text        not null,
            custodian    {key}       not null,
            patient_id   {key}       not null,
            event_at     timestamptz not null,
            message_id   uuid        not null,
            last_updated timestamptz not null,
            deleted      boolean     not null,
            primary key (type, id, version)
        );

        create table business_key (
            type   {key} not null,
            system {key} not null,
            value  {key} not null,
            id     {key} not null,
            primary key (type, system, value)
        ) {clustered};
        create index business_key_of_patient on business_key (id) where type = 'Patient';

        create table index_token (
            type       {key}       not null,
            param      {key}       not null,
            code       {key}       not null,
            at         timestamptz not null,
            id         {key}       not null,
            system     {key}       not null,
            patient_id {key}       not null,
            primary key (type, param, code, at, id, system)
        ) {clustered};
        create index index_token_of_patient on index_token (patient_id, type, param, code, at, id);

        create table index_identifier (
            type   {key} not null,
            value  {key} not null,
            system {key} not null,
            id     {key} not null,
            primary key (type, value, system, id)
        ) {clustered};

        create table index_reference (
            target_id   {key}       not null,
            target_type {key}       not null,
            type        {key}       not null,
            param       {key}       not null,
            at          timestamptz not null,
            id          {key}       not null,
            primary key (target_id, target_type, type, param, at, id)
        ) {clustered};

        create table index_date (
            type  {key}       not null,
            param {key}       not null,
            low   timestamptz not null,
            high  timestamptz not null,
            id    {key}       not null,
            primary key (type, param, low, id, high)
        ) {clustered};
        create index index_date_of on index_date (id, type, param);

        create table index_string (
            type  {key} not null,
            param {key} not null,
            value {key} not null,
            id    {key} not null,
            primary key (type, param, value, id)
        ) {clustered};
        create index index_string_of on index_string (id, type, param);

        create table inbox (
            message_id  uuid        primary key,
            attempt     integer     not null,
            outcome     {key}       not null,
            gateway     {key}       not null,
            channel     {key}       not null,
            member      {key}       not null,
            event       text        not null,
            control_id  text        not null,
            stream_key  {key}       not null,
            stream_seq  bigint      not null,
            received_at timestamptz not null,
            event_at    timestamptz not null,
            applied_at  timestamptz not null,
            unread      text        not null,
            errors      text        not null
        );

        create table stream (
            stream_key    {key}       primary key,
            last_applied  bigint      not null,
            failures      integer     not null,
            blocked_since timestamptz,
            blocked_by    uuid,
            blocked_why   text
        );
        create index stream_blocked on stream (blocked_since) where blocked_since is not null;

        create table parked (
            stream_key {key}       not null,
            stream_seq bigint      not null,
            message_id uuid        not null,
            kind       {key}       not null,
            body       text        not null,
            parked_at  timestamptz not null,
            primary key (stream_key, stream_seq)
        );
        create index parked_by_time on parked (parked_at);
        create index parked_of on parked (message_id);

        create table outbox_counter (recipient {key} primary key, last_seq bigint not null);
        create table outbox_lease (
            recipient   {key}       primary key,
            fence       bigint      not null,
            lease_until timestamptz not null
        );

        create table outbox (
            delivery_id uuid        primary key,
            recipient   {key}       not null,
            seq         bigint      not null,
            kind        {key}       not null,
            trigger     text,
            order_key   text        not null,
            bundle      text        not null,
            caused_by   uuid        not null,
            custodian   {key}       not null,
            created_at  timestamptz not null,
            sent_at     timestamptz,
            sends       integer     not null,
            receipt_at  timestamptz,
            outcome     text,
            ack_code    text,
            errors      text        not null,
            unique (recipient, seq)
        );
        create index outbox_unsent on outbox (recipient, seq) where sent_at is null;
        create index outbox_unreceipted on outbox (sent_at) where receipt_at is null;
        create index outbox_caused_by on outbox (caused_by);

        create table dead_letter (
            id          uuid        primary key,
            message_id  uuid        not null,
            attempt     integer     not null,
            stage       text        not null,
            gateway     text        not null,
            channel     text        not null,
            member      text        not null,
            event       text        not null,
            control_id  text        not null,
            stream_key  text        not null,
            stream_seq  bigint      not null,
            errors      text        not null,
            body        text        not null,
            at          timestamptz not null,
            resolved_at timestamptz,
            resolved_by text,
            resolution  text
        );
        create index dead_letter_open on dead_letter (at, id) where resolved_at is null;
        create index dead_letter_of on dead_letter (message_id);

        create table client_token (
            hash       {key}       primary key,
            member     text        not null,
            name       text        not null,
            created_at timestamptz not null,
            expires_at timestamptz,
            revoked_at timestamptz
        );

        create table gateway_status (gateway {key} primary key, at timestamptz not null, body text not null);
        """;
}
