using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Journal;

/// <summary>The journal cannot be opened safely; the process must not take messages.</summary>
public sealed class JournalRefusedException : Exception
{
    /// <summary>Without a reason; for serializers only.</summary>
    public JournalRefusedException()
    {
    }

    /// <summary>With a sentence for a person.</summary>
    public JournalRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence for a person and what was found.</summary>
    public JournalRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>With the failure as data.</summary>
    public JournalRefusedException(HubError error)
        : base(error?.Text) => Error = error;

    /// <summary>The failure as data, when known.</summary>
    public HubError? Error { get; }
}
