using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Adapters;
using IntegrationHub.Fhir;

namespace IntegrationHub.Hub.Cli;

/// <summary>A conversion for a person or a script. The person asked for it, so content is shown.</summary>
internal static class ConversionText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a terminal, not a page
    };

    public static void Print(ParseResult run, Conversion conversion, bool explain)
    {
        run.Say(Bundle(conversion).ToJsonString(Indented));
        var error = run.InvocationConfiguration.Error;
        if (explain)
        {
            error.WriteLine();
            error.WriteLine($"Rows at work ({conversion.Steps.Count}):");
            var width = conversion.Steps.Select(s => s.Source.Length).DefaultIfEmpty(0).Max();
            foreach (var step in conversion.Steps)
                error.WriteLine($"  {step.Source.PadRight(width)}  ->  {step.Target}   [{step.Row}]");
        }
        foreach (var warning in conversion.Warnings)
            error.WriteLine("Warning: " + warning);
        if (conversion.Unread.Count > 0)
            error.WriteLine($"Unread ({conversion.Unread.Count}): {string.Join(", ", conversion.Unread)}");
    }

    public static void PrintJson(ParseResult run, Conversion conversion) => run.Say(new JsonObject
    {
        ["bundle"] = Bundle(conversion),
        ["urgency"] = conversion.Urgency.ToString(),
        ["eventAt"] = conversion.EventAt.ToString("O"),
        ["unread"] = Texts(conversion.Unread.Select(p => p.ToString())),
        ["warnings"] = Texts(conversion.Warnings.Select(w => w.ToString())),
        ["steps"] = new JsonArray([.. conversion.Steps.Select(s => (JsonNode)new JsonObject
        {
            ["source"] = s.Source,
            ["row"] = s.Row,
            ["target"] = s.Target,
        })]),
    }.ToJsonString(Indented));

    private static JsonNode Bundle(Conversion conversion) => JsonNode.Parse(FhirJson.Serialize(conversion.Bundle))!;

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
