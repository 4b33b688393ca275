using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>
/// How many bytes of request bodies are held at the same time: many large ones at once must not take the process
/// down.
/// </summary>
internal sealed class BodyMemory(ExchangeOptions options)
{
    private readonly long most = options.Fhir.BodyMemory;
    private long used;

    /// <summary>Bytes held now.</summary>
    public long Used => Volatile.Read(ref used);

    /// <summary>The refusal of a body there is no room for.</summary>
    public static HubError Full { get; } = new(
        HubErrorCode.NotNow, "Too many large bodies are being sent at the moment; try again in a few seconds.");

    /// <summary>Room for a body, none taken yet.</summary>
    public BodyShare Begin() => new(this);

    /// <summary>False when there is no room for an announced length; nothing is taken.</summary>
    public bool HasRoom(long bytes) => Used + bytes <= most;

    private bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref used, bytes) <= most)
            return true;
        Interlocked.Add(ref used, -bytes);
        return false;
    }

    /// <summary>What one request holds; given back when it is disposed.</summary>
    internal sealed class BodyShare(BodyMemory memory) : IDisposable
    {
        private long held;

        /// <summary>False when an announced length cannot be held.</summary>
        public bool HasRoom(long bytes) => memory.HasRoom(bytes);

        /// <summary>Takes room for more bytes; false when there is none.</summary>
        public bool TryTake(long bytes)
        {
            if (!memory.TryTake(bytes))
                return false;
            held += bytes;
            return true;
        }

        public void Dispose()
        {
            Interlocked.Add(ref memory.used, -held);
            held = 0;
        }
    }
}
