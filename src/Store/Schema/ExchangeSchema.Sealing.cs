namespace IntegrationHub.Store;

internal static partial class ExchangeSchema
{
    // Every key that may still be needed to open a row; complete: everything is sealed with it.
    private const string SealingKeyTable = """
        create table sealing_key (key_id {key} primary key, since timestamptz not null, complete boolean not null);
        """;
}
