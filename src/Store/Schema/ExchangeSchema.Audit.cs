namespace IntegrationHub.Store;

internal static partial class ExchangeSchema
{
    // audit_block: what happened, several entries to a row, as they were committed together; written once, never changed.
    // run and first_no: the process that wrote it and the number of its first entry; numbers of a run have no gaps.
    // audit_link: the chain over blocks, made a moment later by one exchange at a time. audit_head: its end; floor is a
    // block up to which nothing is left to link. audit_seen: blocks in which a patient occurs, by a hash of the id.
    // audit_anchor: the end of the chain at the end of a day. audit_purge: which part of the chain retention took away.
    private const string Audit = """
        create table audit_block (
        {postgres}    id   bigint generated always as identity primary key,
        {sqlite}    id     integer primary key autoincrement,
            run      uuid        not null,
            node     text        not null,
            first_no bigint      not null,
            entries  integer     not null,
            at       timestamptz not null,
            body     bytea       not null
        );
        create index audit_block_at on audit_block (at);
        {postgres}alter table audit_block alter column body set storage external;

        create table audit_link (
            seq       bigint      primary key,
            block     bigint      not null,
            hash      bytea       not null,
            linked_at timestamptz not null
        );
        create unique index audit_link_of_block on audit_link (block);

        create table audit_head (
            one        integer     primary key,
            seq        bigint      not null,
            hash       bytea       not null,
            block      bigint      not null,
            floor      bigint      not null,
            next_floor bigint      not null,
            floor_at   timestamptz not null
        );

        create table audit_seen (
            patient bigint not null,
            block   bigint not null,
            primary key (patient, block)
        ) {clustered};

        create table audit_anchor (
            day  text        primary key,
            seq  bigint      not null,
            hash bytea       not null,
            at   timestamptz not null
        );

        create table audit_purge (
            last_seq  bigint      primary key,
            first_seq bigint      not null,
            hash      bytea       not null,
            at        timestamptz not null
        );

        create table audit_setting (
            name  {key} primary key,
            value text  not null
        );

        {sqlite}create table audit_purging (one integer primary key);
        {sqlite}create trigger audit_block_kept before update on audit_block
        {sqlite}begin select raise(abort, 'The audit trail is append-only.'); end;
        {sqlite}create trigger audit_block_stays before delete on audit_block
        {sqlite}when not exists (select 1 from audit_purging)
        {sqlite}begin select raise(abort, 'The audit trail is append-only.'); end;
        {sqlite}create trigger audit_link_kept before update on audit_link
        {sqlite}begin select raise(abort, 'The audit trail is append-only.'); end;
        {sqlite}create trigger audit_link_stays before delete on audit_link
        {sqlite}when not exists (select 1 from audit_purging)
        {sqlite}begin select raise(abort, 'The audit trail is append-only.'); end;

        {postgres}create function audit_append_only() returns trigger language plpgsql as $guard$
        {postgres}begin
        {postgres}    if tg_op = 'DELETE' and current_setting('hub.audit_purge', true) = 'on' then return old; end if;
        {postgres}    raise exception 'The audit trail is append-only.';
        {postgres}end $guard$;
        {postgres}create trigger audit_block_stays before update or delete on audit_block
        {postgres}    for each row execute function audit_append_only();
        {postgres}create trigger audit_link_stays before update or delete on audit_link
        {postgres}    for each row execute function audit_append_only();
        {postgres}create trigger audit_block_whole before truncate on audit_block
        {postgres}    for each statement execute function audit_append_only();
        {postgres}create trigger audit_link_whole before truncate on audit_link
        {postgres}    for each statement execute function audit_append_only();
        """;
}
