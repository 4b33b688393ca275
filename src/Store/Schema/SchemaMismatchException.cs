using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>The database was written by another version of the hub than this one may touch.</summary>
public sealed class SchemaMismatchException : Exception
{
    /// <summary>With no reason given.</summary>
    public SchemaMismatchException()
        : this(new HubError(HubErrorCode.ConfigurationInvalid, "The database schema does not fit this version."))
    {
    }

    /// <summary>With a text for a person.</summary>
    public SchemaMismatchException(string message)
        : this(new HubError(HubErrorCode.ConfigurationInvalid, message))
    {
    }

    /// <summary>With a text and a cause.</summary>
    public SchemaMismatchException(string message, Exception innerException)
        : base(message, innerException) => Error = new(HubErrorCode.ConfigurationInvalid, message);

    /// <summary>With the reason as the hub reports it.</summary>
    public SchemaMismatchException(HubError error)
        : base(error?.Text) => Error = error!;

    /// <summary>What is wrong and what to do.</summary>
    public HubError Error { get; }
}
