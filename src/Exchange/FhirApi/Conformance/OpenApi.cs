using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Exchange;

/// <summary>
/// <c>/openapi/fhir.json</c>: OpenAPI 3.1 of the interactions and operations, made from the same table as the routes.
/// Resources themselves are described by FHIR, not repeated here.
/// </summary>
internal sealed class OpenApi(FhirRoutes routes)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Dictionary<string, string> Summaries = new(StringComparer.Ordinal)
    {
        ["capabilities"] = "What the server can do",
        ["smart-configuration"] = "What SMART App Launch finds here",
        ["transaction"] = "A batch or transaction of many interactions",
        ["search-system"] = "Search over all types",
        ["history-system"] = "Changes of all types",
        ["search-type"] = "Search",
        ["search-compartment"] = "Search in a compartment",
        ["history-type"] = "Changes of a type",
        ["history-instance"] = "Versions of a resource",
        ["create"] = "Create; If-None-Exist makes it conditional",
        ["update"] = "Update, or create at the id; a query makes it conditional",
        ["patch"] = "Change by JSON Patch or FHIRPath Patch",
        ["delete"] = "Delete",
        ["read"] = "Read the current version",
        ["vread"] = "Read one version",
    };

    /// <summary>The document, made anew for each request: it is asked for by people.</summary>
    public byte[] Document()
    {
        var paths = new JsonObject();
        foreach (var group in routes.All.GroupBy(r => "/fhir" + (r.Pattern.Length > 0 ? "/" : "") + r.Pattern))
        {
            var item = new JsonObject();
            foreach (var route in group)
            {
                foreach (var method in route.Methods.Where(m => !HttpMethods.IsHead(m) && !item.ContainsKey(NameOf(m))))
                    item[NameOf(method)] = Operation(route, method);
            }

            paths[group.Key] = item;
        }

        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "IntegrationHub FHIR R4 API",
                ["version"] = typeof(OpenApi).Assembly.GetName().Version!.ToString(3),
                ["description"] = "The CapabilityStatement at /fhir/metadata says what each type supports.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }), // wherever this was read
            ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = Components(),
        }.ToJsonString(Indented));
    }

    private static string NameOf(string method) => method.ToLowerInvariant();

    private static JsonObject Operation(FhirRoute route, string method)
    {
        var writes = HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method);
        var operation = new JsonObject
        {
            ["operationId"] = $"{NameOf(method)}-{route.Interaction}-{route.Pattern.Replace('/', '.').Trim('.')}",
            ["summary"] = Summaries.TryGetValue(route.Interaction, out var known)
                ? known
                : route.Interaction.Replace("operation-", "$", StringComparison.Ordinal),
            ["tags"] = new JsonArray(route.Interaction.StartsWith("operation-", StringComparison.Ordinal)
                ? "Operations"
                : route.Interaction.Split('-')[0] is "search" ? "Search"
                : route.Interaction.Contains("history", StringComparison.Ordinal) ? "History" : "Interactions"),
            ["parameters"] = Parameters(route.Pattern),
            ["responses"] = new JsonObject
            {
                ["2XX"] = new JsonObject { ["description"] = "Done", ["content"] = Content("Resource") },
                ["default"] = new JsonObject { ["$ref"] = "#/components/responses/Outcome" },
            },
        };
        if (route.Anonymous)
            operation["security"] = new JsonArray();
        if (writes)
            operation["requestBody"] = new JsonObject { ["content"] = Body(route.Pattern, method) };
        return operation;
    }

    private static JsonObject Body(string pattern, string method)
    {
        if (pattern.EndsWith("_search", StringComparison.Ordinal))
            return new() { ["application/x-www-form-urlencoded"] = Schema("Form") };
        var content = Content("Resource");
        if (HttpMethods.IsPatch(method))
            content["application/json-patch+json"] = Schema("JsonPatch");
        return content;
    }

    private static JsonArray Parameters(string pattern) =>
    [
        .. pattern.Split('/').Where(s => s.StartsWith('{')).Select(s => new JsonObject
        {
            ["name"] = s.Trim('{', '}'),
            ["in"] = "path",
            ["required"] = true,
            ["schema"] = s is "{type}" or "{target}"
                ? Reference("Type")
                : new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9.-]{1,64}$" },
        }),
    ];

    private static JsonObject Content(string schema) =>
        new() { ["application/fhir+json"] = Schema(schema), ["application/fhir+xml"] = new JsonObject() };

    private static JsonObject Schema(string name) => new() { ["schema"] = Reference(name) };

    private static JsonObject Reference(string name) => new() { ["$ref"] = "#/components/schemas/" + name };

    private static JsonObject Components() => new()
    {
        ["securitySchemes"] = new JsonObject
        {
            ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
        },
        ["responses"] = new JsonObject
        {
            ["Outcome"] = new JsonObject
            {
                ["description"] = "What went wrong, every issue at once",
                ["content"] = Content("Resource"),
            },
        },
        ["schemas"] = new JsonObject
        {
            ["Type"] = new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. FhirTypes.Stored.Select(t => (JsonNode)t)]),
            },
            ["Resource"] = new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray("resourceType"),
                ["properties"] = new JsonObject { ["resourceType"] = new JsonObject { ["type"] = "string" } },
                ["externalDocs"] = new JsonObject { ["url"] = "http://hl7.org/fhir/R4/resourcelist.html" },
            },
            ["Form"] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = "string" },
            },
            ["JsonPatch"] = new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "object" },
            },
        },
    };
}
