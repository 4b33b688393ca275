namespace IntegrationHub.Store;

internal static partial class ExchangeSchema
{
    // Instants: timestamptz on PostgreSQL, whole microseconds on SQLite (its column types are only hints).
    // resource.at … until is the resource's own time (Observation.effective, Encounter.period …); token and reference
    // rows repeat "at" so that one index answers "patient and code, newest first" (PERFORMANCE §1b).
    // resource_spanning and index_date_spanning keep what lasts longer than a day apart, so that date=ge… never reads
    // the whole type.
    // index_number_ranges does the same for numbers: nearly all are points, found by where they begin.
    // Every index table has an index "…_of" by resource id: a filter looks a row up there, a change reads what stands
    // and touches only what differs. None has a primary key: nothing is ever found by the whole row.
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
        create index business_key_of on business_key (id, type);

        create table index_token (
            id         {key}       not null,
            type       {key}       not null,
            param      {key}       not null,
            code       {key}       not null,
            system     {key}       not null,
            at         timestamptz not null,
            patient_id {key}       not null
        );
        create index index_token_of on index_token (id, param);
        create index index_token_by_code on index_token (type, param, code, at, id);
        create index index_token_of_patient on index_token (patient_id, type, param, code, at, id)
         where patient_id <> '';

        create table index_identifier (
            id     {key} not null,
            type   {key} not null,
            code   {key} not null,
            system {key} not null
        );
        create index index_identifier_of on index_identifier (id);
        create index index_identifier_by_code on index_identifier (type, code, system, id);

        create table index_reference (
            id          {key}       not null,
            type        {key}       not null,
            param       {key}       not null,
            target_type {key}       not null,
            target_id   {key}       not null,
            at          timestamptz not null
        );
        create index index_reference_of on index_reference (id, param);
        create index index_reference_by_target on index_reference (target_id, type, param, at, id);

        create table index_date (
            id    {key}       not null,
            type  {key}       not null,
            param {key}       not null,
            low   timestamptz not null,
            high  timestamptz not null,
            spans boolean     not null
        );
        create index index_date_of on index_date (id, param);
        create index index_date_by_low on index_date (type, param, low, id);
        create index index_date_spanning on index_date (type, param, high, id) where spans;

        create table index_string (
            id    {key} not null,
            type  {key} not null,
            param {key} not null,
            value {key} not null,
            exact {key} not null
        );
        create index index_string_of on index_string (id, param);
        create index index_string_by_value on index_string (type, param, value, id);

        create table index_suffix (
            id     {key} not null,
            type   {key} not null,
            param  {key} not null,
            suffix {key} not null
        );
        create index index_suffix_of on index_suffix (id);
        create index index_suffix_by_text on index_suffix (type, param, suffix, id);

        create table index_number (
            id     {key}            not null,
            type   {key}            not null,
            param  {key}            not null,
            low    double precision not null,
            high   double precision not null,
            code   {key}            not null,
            system {key}            not null
        );
        create index index_number_of on index_number (id, param);
        create index index_number_by_low on index_number (type, param, low, id);
        create index index_number_ranges on index_number (type, param, high, id) where low <> high;

        create table index_composite (
            id      {key}            not null,
            type    {key}            not null,
            param   {key}            not null,
            element integer          not null,
            part    integer          not null,
            a       {key}            not null,
            b       {key}            not null,
            low     double precision not null,
            high    double precision not null
        );
        create index index_composite_of on index_composite (id, param);
        create index index_composite_by_value on index_composite (type, param, part, b, low, id);

        {postgres}create table index_words (
        {postgres}    id text collate "C" not null, type text collate "C" not null, words tsvector not null,
        {postgres}    primary key (id, type));
        {postgres}create index index_words_by_word on index_words using gin (words);
        {sqlite}create table index_words (id text not null, type text not null, word text not null);
        {sqlite}create index index_words_of on index_words (id, type);
        {sqlite}create index index_words_by_word on index_words (word, type, id);

        create table page_key (name {key} primary key, value {key} not null);

        create table index_job (
            id          uuid        primary key,
            types       text        not null,
            ids         text        not null,
            parameters  text        not null,
            done        bigint      not null,
            total       bigint      not null,
            last_type   {key}       not null,
            last_id     {key}       not null,
            start_after timestamptz not null,
            created_at  timestamptz not null,
            started_at  timestamptz,
            finished_at timestamptz
        );
        create index index_job_open on index_job (created_at) where finished_at is null;

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
            rights     text        not null,
            created_at timestamptz not null,
            expires_at timestamptz,
            revoked_at timestamptz
        );

        create table gateway_status (gateway {key} primary key, at timestamptz not null, body text not null);
        """;
}
