using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>What must be true of a database before a message may be acknowledged.</summary>
internal abstract class StartChecks
{
    /// <summary>Everything that is wrong, each with what to do.</summary>
    public abstract Task<IReadOnlyList<HubError>> RunAsync(SqlSession session, CancellationToken ct);

    /// <summary>A setting that is not safe.</summary>
    protected static HubError Unsafe(string path, string text) => new(HubErrorCode.ConfigurationInvalid, text, path);
}
