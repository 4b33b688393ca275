using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using static Hl7.Fhir.Model.OperationOutcome;

namespace IntegrationHub.Exchange;

/// <summary>
/// <c>$validate</c>: always 200 with what was found, so that a client can tell a bad resource from a bad request.
/// </summary>
internal sealed class ValidateOperation(HubDb db)
{
    private static readonly string[] Modes = ["create", "update", "delete", "profile"];

    private readonly ProfileValidator validator = new(ProfileSet.BuiltIn);

    public async Task<FhirAnswer> RunAsync(FhirRequest request)
    {
        if (request.Unknown("mode", "profile") is { Count: > 0 } unknown)
            return request.Refuse(unknown);
        var mode = request.Values("mode").FirstOrDefault();
        var profiles = request.Values("profile").ToList();
        if (request.Body.MediaType.Length == 0)
            return await StoredAsync(request, mode, profiles);

        if (!(await request.Body.ResourceAsync(request.Aborted)).TryGet(out var resource, out var errors))
        {
            return errors[0].Code is HubErrorCode.MediaTypeUnsupported or HubErrorCode.LimitExceeded && errors[0].Line is null
                ? request.Refuse(errors)
                : FhirAnswer.Of(errors.ToOutcome());
        }

        if (resource is Parameters parameters)
        {
            mode = parameters.Value<Code>("mode")?.Value ?? parameters.Value<FhirString>("mode")?.Value ?? mode;
            profiles.AddRange(parameters.Parameter.Where(p => p.Name == "profile")
                .Select(p => (p.Value as PrimitiveType)?.JsonValue as string).OfType<string>());
            if (parameters.Parameter.Find(p => p.Name == "resource")?.Resource is not { } inner)
                return await StoredAsync(request, mode, profiles);
            resource = inner;
        }

        return Answer(Check(request, resource, mode, profiles));
    }

    // Without a resource: the stored one, or whether it may be deleted.
    private async Task<FhirAnswer> StoredAsync(FhirRequest request, string? mode, List<string> profiles)
    {
        if (request.Id.Length == 0)
            return request.Refuse(HubError.FieldMissing("resource", "The resource to validate"));
        var stored = await request.ReadAsync(
            db, reader => Resources.ReadAsync(reader, request.Type, request.Id, request.Aborted));
        return stored switch
        {
            null => request.Refuse(HubError.NotFound($"This {request.Type}")),
            { Deleted: true } => request.Refuse(new HubError(HubErrorCode.Gone, "It was deleted.")),
            _ => Answer(Check(request, FhirJson.Parse<Resource>(stored.BodyJson), mode, profiles)),
        };
    }

    private List<Finding> Check(FhirRequest request, Resource resource, string? mode, List<string> profiles)
    {
        var found = new List<Finding>();
        if (mode is not null && !Modes.Contains(mode))
            found.Add(Finding.Error(IssueType.Value, "mode is create, update, delete or profile.", "Parameters.parameter"));
        if (resource.TypeName != request.Type)
            found.Add(Finding.Error(
                IssueType.Invalid, $"The address says {request.Type}.", resource.TypeName + ".resourceType"));
        if (mode == "update" && string.IsNullOrEmpty(resource.Id))
            found.Add(Finding.Error(IssueType.Required, "An update needs the id.", resource.TypeName + ".id"));
        if (mode == "update" && request.Id.Length > 0 && resource.Id != request.Id)
            found.Add(Finding.Error(IssueType.Value, "The id is not that of the address.", resource.TypeName + ".id"));
        if (mode != "delete")
            found.AddRange(validator.Validate(resource, profiles));
        return found;
    }

    private static FhirAnswer Answer(List<Finding> found)
    {
        var outcome = new OperationOutcome { Issue = found.ConvertAll(f => f.ToIssue()) };
        if (found.Count == 0)
            outcome.Issue.Add(new()
            {
                Severity = IssueSeverity.Information,
                Code = IssueType.Informational,
                Details = new() { Text = "No issues found." },
            });
        return FhirAnswer.Of(outcome);
    }
}
