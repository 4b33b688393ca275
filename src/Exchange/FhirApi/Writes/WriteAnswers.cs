using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.OperationOutcome;

namespace IntegrationHub.Exchange;

/// <summary>What a write gives back (FHIR R4 http.html#ops).</summary>
internal static class WriteAnswers
{
    /// <summary>The answer to a change; without a wish the resource comes back, but for deletions.</summary>
    public static FhirAnswer Of(FhirRequest request, ChangeResult result)
    {
        var wish = request.Prefer.Return;
        if (result.Change.Kind == ChangeKind.Delete)
            return wish == ReturnPreference.OperationOutcome
                ? Head(FhirAnswer.Of(Said("Deleted.")), result)
                : Head(new(204, ReadOnlyMemory<byte>.Empty), result);
        return Head(
            wish switch
            {
                ReturnPreference.Minimal => new(result.Status, ReadOnlyMemory<byte>.Empty),
                ReturnPreference.OperationOutcome => FhirAnswer.Of(Said(Words(result)), result.Status),
                _ => new(result.Status, request.Shape.Of(result.Stored!.BodyJson)),
            },
            result);
    }

    /// <summary>An outcome that only informs.</summary>
    public static OperationOutcome Said(string text) => new()
    {
        Issue =
        [
            new() { Severity = IssueSeverity.Information, Code = IssueType.Informational, Diagnostics = text },
        ],
    };

    private static string Words(ChangeResult result) => result.Status == 201 ? "Created."
        : result.Change.Kind == ChangeKind.Create ? "It was there already; nothing was created."
        : result.Stored!.Changed ? "Updated."
        : "Nothing changed: the content is the same.";

    private static FhirAnswer Head(FhirAnswer answer, ChangeResult result) => result.Stored is not { } stored
        ? answer
        : answer with
        {
            Version = stored.Version,
            LastModified = stored.LastUpdated,
            Location = stored.Deleted ? null : $"{stored.Type}/{stored.Id}/_history/{stored.Version}",
        };
}
