namespace IntegrationHub.Store;

internal static partial class ExchangeSchema
{
    // client: systems that sign for their tokens (docs/security/systems.md); public keys only, inline or behind a URL.
    // client_token.scopes: null for everything, as tokens issued by hand are; client_id: '' for those.
    // client_assertion: what was used once, hashed, until it would be refused for its age; its key decides replays.
    private const string Systems = """
        alter table client_token add column client_id {key} not null default '';
        alter table client_token add column scopes text;
        create index client_token_of_client on client_token (client_id) where client_id <> '';

        create table client (
            id          {key}       primary key,
            member      {key}       not null,
            name        {key}       not null,
            keys_json   text,
            keys_url    text,
            scopes      text        not null,
            rights      text        not null,
            created_at  timestamptz not null,
            disabled_at timestamptz
        );
        create unique index client_name on client (member, name);

        create table client_assertion (
            client_id  {key}       not null,
            jti        {key}       not null,
            expires_at timestamptz not null,
            primary key (client_id, jti)
        ) {clustered};
        """;
}
