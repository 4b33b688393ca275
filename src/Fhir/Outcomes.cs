using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using static Hl7.Fhir.Model.OperationOutcome;

namespace IntegrationHub.Fhir;

/// <summary>Errors of the hub as FHIR <c>OperationOutcome</c> and HTTP status.</summary>
public static class Outcomes
{
    /// <summary>One error as an outcome with one issue.</summary>
    public static OperationOutcome ToOutcome(this HubError error) => ToOutcome([error]);

    /// <summary>All errors as one outcome, one issue each, in the order given.</summary>
    public static OperationOutcome ToOutcome(this IEnumerable<HubError> errors) =>
        new() { Issue = [.. errors.Select(ToIssue)] };

    /// <summary>The HTTP status that goes with a code.</summary>
    public static int StatusOf(HubErrorCode code) => code switch
    {
        HubErrorCode.FieldMissing or HubErrorCode.FieldMalformed or HubErrorCode.CodeUnmapped
            or HubErrorCode.Unreadable or HubErrorCode.CharsetWrong => 400,
        HubErrorCode.Unauthorized => 401,
        HubErrorCode.SenderNotAllowed or HubErrorCode.NotYourTransition => 403,
        HubErrorCode.NotFound => 404,
        HubErrorCode.NotSupported => 405,
        HubErrorCode.Conflict => 409,
        HubErrorCode.Gone => 410,
        HubErrorCode.NotAcceptable => 406,
        HubErrorCode.PreconditionFailed or HubErrorCode.MultipleMatches => 412,
        HubErrorCode.LimitExceeded => 413,
        HubErrorCode.MediaTypeUnsupported => 415,
        HubErrorCode.TooManyRequests => 429,
        HubErrorCode.EventUnsupported or HubErrorCode.ProcessingIdWrong
            or HubErrorCode.TransitionNotAllowed or HubErrorCode.RuleBroken
            or HubErrorCode.BusinessRule => 422,
        HubErrorCode.ConfigurationInvalid or HubErrorCode.Internal => 500,
        HubErrorCode.DeliveryRefused => 502,
        HubErrorCode.NotNow or HubErrorCode.ServiceUnreachable => 503,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Give the new code a status."),
    };

    private static IssueComponent ToIssue(HubError error) => new()
    {
        Severity = IssueSeverity.Error,
        Code = TypeOf(error.Code),
        Details = new(FhirNames.ErrorSystem, error.Code.ToString(), error.Text),
        Expression = error.Path is null ? [] : [error.Path],
        Location = error.Line is { } line ? [$"line {line}" + Column(error)] : [],
    };

    private static string Column(HubError error) => error.Column is { } column ? $", column {column}" : "";

    private static IssueType TypeOf(HubErrorCode code) => code switch
    {
        HubErrorCode.FieldMissing => IssueType.Required,
        HubErrorCode.FieldMalformed => IssueType.Value,
        HubErrorCode.CodeUnmapped => IssueType.CodeInvalid,
        HubErrorCode.Unreadable or HubErrorCode.CharsetWrong => IssueType.Structure,
        HubErrorCode.EventUnsupported or HubErrorCode.NotSupported or HubErrorCode.NotAcceptable
            or HubErrorCode.MediaTypeUnsupported => IssueType.NotSupported,
        HubErrorCode.RuleBroken => IssueType.Invariant,
        HubErrorCode.SenderNotAllowed or HubErrorCode.NotYourTransition => IssueType.Forbidden,
        HubErrorCode.ProcessingIdWrong or HubErrorCode.TransitionNotAllowed or HubErrorCode.BusinessRule =>
            IssueType.BusinessRule,
        HubErrorCode.MultipleMatches => IssueType.MultipleMatches,
        HubErrorCode.TooManyRequests => IssueType.Throttled,
        HubErrorCode.LimitExceeded => IssueType.TooCostly,
        HubErrorCode.NotNow or HubErrorCode.DeliveryRefused => IssueType.Transient,
        HubErrorCode.ServiceUnreachable => IssueType.NoStore,
        HubErrorCode.NotFound => IssueType.NotFound,
        HubErrorCode.Gone => IssueType.Deleted,
        HubErrorCode.Unauthorized => IssueType.Login,
        HubErrorCode.Conflict or HubErrorCode.PreconditionFailed => IssueType.Conflict,
        HubErrorCode.ConfigurationInvalid or HubErrorCode.Internal => IssueType.Exception,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Give the new code an issue type."),
    };
}
