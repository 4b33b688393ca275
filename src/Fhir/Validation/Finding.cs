using static Hl7.Fhir.Model.OperationOutcome;

namespace IntegrationHub.Fhir;

/// <summary>One thing a validation found. Never a value of the resource.</summary>
/// <param name="Severity">Error, warning or information.</param>
/// <param name="Type">Issue type of FHIR R4.</param>
/// <param name="Text">What is wrong, with the name of the rule.</param>
/// <param name="Path">FHIRPath of the element.</param>
public sealed record Finding(IssueSeverity Severity, IssueType Type, string Text, string Path)
{
    /// <summary>A finding that makes the resource invalid.</summary>
    public static Finding Error(IssueType type, string text, string path) => new(IssueSeverity.Error, type, text, path);

    /// <summary>A finding to look at.</summary>
    public static Finding Warning(IssueType type, string text, string path) =>
        new(IssueSeverity.Warning, type, text, path);

    /// <summary>The finding as an issue of an outcome.</summary>
    public IssueComponent ToIssue() => new()
    {
        Severity = Severity,
        Code = Type,
        Details = new() { Text = Text },
        Expression = [Path],
    };
}
