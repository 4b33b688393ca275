namespace IntegrationHub.Dashboard;

/// <summary>How soon somebody should look.</summary>
public enum Severity
{
    /// <summary>Soon.</summary>
    Warning,

    /// <summary>Now: messages stand still or are lost to the reader.</summary>
    Problem,
}

/// <summary>One thing somebody should look at.</summary>
/// <param name="Key">Stable name, e.g. <c>gateway-silent</c>; the pages have a text for each.</param>
/// <param name="Severity">How soon.</param>
/// <param name="Subject">Gateway, channel or source; never patient data.</param>
/// <param name="Number">Count, or age in seconds, that goes with it; 0 when there is none.</param>
/// <param name="Page">Page to open, e.g. <c>/ops/deadletters</c>.</param>
public sealed record Alarm(string Key, Severity Severity, string Subject, long Number, string Page);
