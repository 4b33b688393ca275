namespace IntegrationHub.Store;

internal static partial class ExchangeSchema
{
    // person: one account. member: '' is the hub itself. issuer, subject: who vouches for a person that logs in elsewhere;
    // '' for an account with a password of its own. stamp: changes with password, factor, roles and state; a session or a
    // token made under an older one is good for nothing. totp_step: the last accepted time step, so that no code counts
    // twice. failures, locked_until: counted before a secret is compared, so that guesses side by side all count.
    // person_session: hash of the cookie. stage: what is still to be shown before the desk opens.
    // oidc_login: logins that are away at the identity provider, for ten minutes at most.
    private const string People = """
        create table person (
            person_id    {key}       primary key,
            name         {key}       not null unique,
            shown        text        not null,
            member       {key}       not null,
            roles        {key}       not null,
            grants       {key}       not null,
            issuer       {key}       not null,
            subject      {key}       not null,
            password     text        not null,
            must_change  boolean     not null,
            totp_secret  text        not null,
            totp_enrolled boolean    not null,
            totp_step    bigint      not null,
            stamp        {key}       not null,
            failures     integer     not null,
            locked_until timestamptz,
            disabled_at  timestamptz,
            created_at   timestamptz not null,
            created_by   text        not null,
            last_login   timestamptz
        );
        create unique index person_of_subject on person (issuer, subject) where issuer <> '';

        create table person_recovery (
            person_id {key} not null,
            hash      {key} not null,
            used_at   timestamptz,
            primary key (person_id, hash)
        );

        create table person_session (
            hash      {key}       primary key,
            person_id {key}       not null,
            stamp     {key}       not null,
            stage     {key}       not null,
            begun_at  timestamptz not null,
            seen_at   timestamptz not null,
            factor_at timestamptz,
            ends_at   timestamptz not null
        );
        create index person_session_of on person_session (person_id);

        create table oidc_login (
            hash     {key}       primary key,
            nonce    text        not null,
            verifier text        not null,
            back     text        not null,
            ends_at  timestamptz not null
        );

        alter table client_token add column person {key} not null default '';
        alter table client_token add column roles {key} not null default '';
        create index client_token_of_person on client_token (person) where person <> '';
        """;
}
