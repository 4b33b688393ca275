using System.Text.Json.Nodes;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Exchange;

/// <summary>One operation of a FHIRPath Patch.</summary>
/// <param name="Type">add, insert, delete, replace or move.</param>
/// <param name="Path">FHIRPath.</param>
/// <param name="Name">Element that is added.</param>
/// <param name="Value">New value.</param>
/// <param name="Index">Place of an insertion.</param>
/// <param name="Source">Place moved from.</param>
/// <param name="Destination">Place moved to.</param>
/// <param name="At">Where it stands, for errors.</param>
internal sealed record PathOperation(
    string Type, string Path, string? Name, PatchValue? Value, int? Index, int? Source, int? Destination, string At)
{
    public static Result<PathOperation> Read(JsonObject parameter, string at)
    {
        var parts = (parameter["part"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(p => Text(p["name"]) is not null).DistinctBy(p => Text(p["name"]))
            .ToDictionary(p => Text(p["name"])!, StringComparer.Ordinal);
        if (Text(parameter["name"]) != "operation")
            return HubError.FieldMalformed(at + ".name", "operation");
        var (type, path) = (Part("type", "valueCode", "valueString"), Part("path", "valueString"));
        var operation = new PathOperation(
            type ?? "", path ?? "", Part("name", "valueString"),
            parts.TryGetValue("value", out var value) ? PatchValue.Read(value) : null,
            Number("index"), Number("source"), Number("destination"), at);
        return operation switch
        {
            { Type: not ("add" or "insert" or "delete" or "replace" or "move") } =>
                HubError.FieldMalformed(at + ".type", "add, insert, delete, replace or move"),
            { Path.Length: 0 } => HubError.FieldMalformed(at + ".path", "a FHIRPath"),
            { Path: var used } when PathLimits.Refusal(used, at + ".path") is { } refused => refused,
            { Type: "add", Name: null } => HubError.FieldMissing(at + ".name", "The element's name"),
            { Type: "add" or "insert" or "replace", Value: null } => HubError.FieldMissing(at + ".value", "The value"),
            { Type: "insert", Index: null } => HubError.FieldMissing(at + ".index", "The index"),
            { Type: "move", Source: null } => HubError.FieldMissing(at + ".source", "The source"),
            { Type: "move", Destination: null } => HubError.FieldMissing(at + ".destination", "The destination"),
            _ => operation,
        };

        string? Part(string name, params string[] values) => parts.TryGetValue(name, out var part)
            ? values.Select(v => Text(part[v])).FirstOrDefault(t => t is not null)
            : null;

        int? Number(string name) => parts.TryGetValue(name, out var part)
            && part["valueInteger"] is JsonValue number && number.TryGetValue<int>(out var index) ? index : null;
    }

    public HubError? Add(JsonObject root, PocoNode container)
    {
        if (ElementPlace.Container(root, container) is not { } target)
            return PatchedJson.Refused("The path leads to no element that holds others.", At + ".path");
        if (TypeOf(container)?.FindMappedElementByName(Name!) is not { } element)
            return PatchedJson.Refused("The element has no child of this name.", At + ".name");
        var value = Value!.As(element.FhirTypeMappings is [var type, ..] ? type : null);
        var property = element.Choice == ChoiceType.DatatypeChoice ? Name + value.Suffix : Name!;
        var place = new ElementPlace(target, property, null);
        if (element.IsCollection)
            return place.Insert(place.Count, value) ? null : Bad();
        if (ElementPlace.Holds(target, Name!, element.Choice == ChoiceType.DatatypeChoice))
            return PatchedJson.Refused("The element has a value already: replace it.", At + ".name");
        place.Set(value);
        return null;
    }

    public HubError? Replace(JsonObject root, PocoNode node)
    {
        if (ElementPlace.Of(root, node) is not { } place)
            return PatchedJson.Refused("The path leads to no element of the resource itself.", At + ".path");
        // value[x] may change its type, and with it its name.
        var typed = node.Poco.TypeName is { Length: > 0 } type && place.Property == node.Name + Upper(type);
        place.Delete();
        (typed ? place with { Property = node.Name + Value!.Suffix } : place).Restore(Value!.As(TypeOf(node)));
        return null;
    }

    public HubError? Delete(JsonObject root, PocoNode node)
    {
        if (ElementPlace.Of(root, node) is not { } place)
            return PatchedJson.Refused("The path leads to no element of the resource itself.", At + ".path");
        place.Delete();
        return null;
    }

    /// <summary>insert and move: inside one list.</summary>
    public HubError? Shift(JsonObject root, List<PocoNode> found)
    {
        var places = found.ConvertAll(n => ElementPlace.Of(root, n));
        if (places.Count == 0 || places.Any(p => p is null || p.Index is null || !p.SameList(places[0]!)))
            return PatchedJson.Refused("The path leads to no list.", At + ".path");
        var list = places[0]!;
        if (Type == "insert")
            return Index >= 0 && list.Insert(Index!.Value, Value!.As(TypeOf(found[0]))) ? null : Bad();
        return Source >= 0 && Destination >= 0 && list.Move(Source!.Value, Destination!.Value) ? null : Bad();
    }

    private HubError Bad() => PatchedJson.Refused("The list has no such place.", At + ".index");

    private static ClassMapping? TypeOf(PocoNode node) =>
        ModelInfo.ModelInspector.FindClassMapping(node.Poco.GetType());

    internal static string Upper(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
