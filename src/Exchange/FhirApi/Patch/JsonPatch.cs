using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>A JSON Patch (RFC 6902): all of its operations take place, or none.</summary>
internal sealed class JsonPatch : IPatch
{
    /// <summary>Content type of such a patch.</summary>
    public const string MediaType = "application/json-patch+json";

    /// <summary>Most operations of one patch.</summary>
    public const int MostOperations = 1_000;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private readonly List<Step> steps;

    private JsonPatch(List<Step> steps) => this.steps = steps;

    /// <returns>The patch, or everything that is wrong with it.</returns>
    public static Result<JsonPatch> Read(ReadOnlyMemory<byte> json)
    {
        if (FhirInput.TextFault(json.Span) is { } fault)
            return fault; // the parser would put U+FFFD in the place of bad bytes
        JsonArray list;
        try
        {
            if (JsonNode.Parse(json.Span, documentOptions: Strict) is not JsonArray a)
                return new HubError(HubErrorCode.Unreadable, "A JSON Patch is an array of operations.")
                { Line = 1 };
            list = a;
        }
        catch (JsonException e)
        {
            return new HubError(HubErrorCode.Unreadable, "The body is not JSON, or names a property twice.",
                $"line {(e.LineNumber ?? 0) + 1}");
        }
        catch (InvalidOperationException) // half a surrogate pair in a name
        {
            return new HubError(HubErrorCode.Unreadable, "A name in the body is not Unicode.") { Line = 1 };
        }

        if (list.Count > MostOperations)
            return HubError.LimitExceeded("The number of operations", MostOperations);
        var (steps, errors) = (new List<Step>(list.Count), new List<HubError>());
        for (var i = 0; i < list.Count; i++)
        {
            if (Step.Read(list[i], $"[{i}]").TryGet(out var step, out var why))
                steps.Add(step);
            else
                errors.AddRange(why);
        }

        return errors.Count > 0 ? Result<JsonPatch>.Failed(errors) : new JsonPatch(steps);
    }

    public Result<Resource> Apply(StoredResource stored)
    {
        JsonNode root = PatchedJson.Of(stored.BodyJson);
        foreach (var step in steps)
        {
            if (step.Run(ref root) is { } refused)
                return refused;
        }

        return root is JsonObject whole
            ? PatchedJson.Check(whole)
            : PatchedJson.Refused("The patched resource is no JSON object.", "");
    }

    private sealed record Step(string Op, JsonPointer Path, JsonPointer? From, JsonNode? Value, string At)
    {
        public static Result<Step> Read(JsonNode? node, string at)
        {
            try
            {
                if (node is not JsonObject given)
                    return HubError.FieldMalformed(at, "an operation");
                var op = Text(given, "op");
                if (op is not ("add" or "remove" or "replace" or "move" or "copy" or "test"))
                    return HubError.FieldMalformed($"{at}.op", "add, remove, replace, move, copy or test");
                if (Text(given, "path") is not { } path || JsonPointer.Read(path) is not { } pointer)
                    return HubError.FieldMalformed($"{at}.path", "a JSON Pointer such as /name/0");
                var from = Text(given, "from") is { } source ? JsonPointer.Read(source) : null;
                if (op is ("move" or "copy") && from is null)
                    return HubError.FieldMalformed($"{at}.from", "a JSON Pointer such as /name/0");
                return op is "add" or "replace" or "test" && !given.ContainsKey("value")
                    ? HubError.FieldMissing($"{at}.value", "The value")
                    : new Step(op, pointer, from, given["value"], at);
            }
            catch (InvalidOperationException) // half a surrogate pair: noticed when the text is first looked at
            {
                return HubError.FieldMalformed(at, "an operation whose texts are Unicode");
            }
        }

        /// <returns>Why it cannot be done; null when it is.</returns>
        public HubError? Run(ref JsonNode root)
        {
            switch (Op)
            {
                case "add":
                    return Add(ref root, Value);
                case "remove":
                    return Remove(root, Path);
                case "replace":
                    return Path.In(root) is { Found: false } ? Nothing()
                        : Path.Parts.Count == 0 ? Add(ref root, Value)
                        : Remove(root, Path) ?? Add(ref root, Value);
                case "test":
                    return Path.In(root) is { Found: true } at && JsonNode.DeepEquals(at.Node, Value) ? null
                        : PatchedJson.Refused("The test does not hold; nothing was changed.", At);
                default:
                    if (From!.In(root) is not { Found: true } source)
                        return Nothing();
                    if (Op == "move" && From.Holds(Path))
                        return PatchedJson.Refused("A value cannot be moved into itself.", At);
                    var copy = source.Node?.DeepClone();
                    return (Op == "move" ? Remove(root, From) : null) ?? Add(ref root, copy);
            }
        }

        private HubError? Add(ref JsonNode root, JsonNode? value)
        {
            var copy = value?.DeepClone();
            if (Path.Parts.Count == 0)
            {
                root = copy ?? new JsonArray();
                return null;
            }

            switch (Path.ParentIn(root))
            {
                case JsonObject map:
                    map[Path.Last] = copy;
                    return null;
                case JsonArray list when JsonPointer.Index(Path.Last, list.Count, append: true) is { } index:
                    list.Insert(index, copy);
                    return null;
                default:
                    return Nothing();
            }
        }

        private HubError? Remove(JsonNode root, JsonPointer place)
        {
            if (place.Parts.Count == 0)
                return PatchedJson.Refused("The whole resource cannot be removed by a patch.", At);
            switch (place.ParentIn(root))
            {
                case JsonObject map when map.Remove(place.Last):
                    return null;
                case JsonArray list when JsonPointer.Index(place.Last, list.Count, append: false) is { } index:
                    list.RemoveAt(index);
                    return null;
                default:
                    return Nothing();
            }
        }

        private HubError Nothing() =>
            PatchedJson.Refused("The resource holds nothing at this path; nothing was changed.", At);

        private static string? Text(JsonObject given, string name) =>
            given[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }
}
