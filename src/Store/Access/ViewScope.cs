namespace IntegrationHub.Store;

/// <summary>While it lasts, a reader sees what a caller may see.</summary>
public sealed class ViewScope : IDisposable
{
    private readonly HubReader reader;
    private readonly RecordView before;

    internal ViewScope(HubReader reader, RecordView before) => (this.reader, this.before) = (reader, before);

    /// <inheritdoc />
    public void Dispose() => reader.Restore(before);
}
