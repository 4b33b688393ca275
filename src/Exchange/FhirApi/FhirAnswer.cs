using System.Buffers;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Exchange;

/// <summary>What a handler answers; <see cref="FhirDoor"/> turns it into HTTP.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Json">UTF-8 body; empty for none.</param>
internal sealed record FhirAnswer(int Status, ReadOnlyMemory<byte> Json)
{
    /// <summary>Version of the resource, for <c>ETag</c>.</summary>
    public int? Version { get; init; }

    /// <summary>When the resource last changed.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Further headers, e.g. <c>Allow</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Every reason as one OperationOutcome.</summary>
    /// <param name="errors">At least one.</param>
    /// <param name="status">Overrides the status that goes with the first error.</param>
    /// <param name="requestId">Repeated in the outcome, so that a client's log leads to ours.</param>
    public static FhirAnswer Of(IReadOnlyList<HubError> errors, string requestId, int? status = null)
    {
        var outcome = errors.ToOutcome();
        outcome.Issue[0].Diagnostics = "Request " + requestId;
        var buffer = new ArrayBufferWriter<byte>(1024);
        FhirJson.Serialize(buffer, outcome);
        return new(status ?? Outcomes.StatusOf(errors[0].Code), buffer.WrittenMemory);
    }
}
