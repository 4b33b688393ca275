using System.Buffers;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Exchange;

/// <summary>What a handler answers; <see cref="FhirDoor"/> turns it into HTTP, a bundle into an entry.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Json">UTF-8 body; empty for none.</param>
internal sealed record FhirAnswer(int Status, ReadOnlyMemory<byte> Json)
{
    /// <summary>Version of the resource, for <c>ETag</c>.</summary>
    public int? Version { get; init; }

    /// <summary>When the resource last changed.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Where the version is: <c>Patient/1/_history/2</c>, below the base.</summary>
    public string? Location { get; init; }

    /// <summary>Content type of a body that is no FHIR: a Binary in its own form.</summary>
    public string? RawType { get; init; }

    /// <summary>Further headers, e.g. <c>Allow</c>.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public bool IsSuccess => Status is < 300 or 304;

    /// <summary>A resource made for this answer.</summary>
    public static FhirAnswer Of(Resource resource, int status = 200)
    {
        var buffer = new ArrayBufferWriter<byte>(4 * 1024);
        FhirJson.Serialize(buffer, resource);
        return new(status, buffer.WrittenMemory);
    }

    /// <summary>Every reason as one OperationOutcome.</summary>
    /// <param name="errors">At least one.</param>
    /// <param name="status">Overrides the status that goes with the first error.</param>
    /// <param name="requestId">Repeated in the outcome, so that a client's log leads to ours.</param>
    public static FhirAnswer Of(IReadOnlyList<HubError> errors, string requestId, int? status = null)
    {
        var outcome = errors.ToOutcome();
        outcome.Issue[0].Diagnostics = "Request " + requestId;
        return Of(outcome, status ?? Outcomes.StatusOf(errors[0].Code));
    }
}
