using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>A FHIRPath Patch (FHIR R4 fhirpatch.html): all of its operations take place, or none.</summary>
internal sealed class FhirPathPatch : IPatch
{
    /// <summary>Most operations of one patch; each evaluates a path.</summary>
    public const int MostOperations = 100;

    private static readonly FhirPathCompilerCache Paths = new();

    private readonly IReadOnlyList<PathOperation> operations;

    private FhirPathPatch(IReadOnlyList<PathOperation> operations) => this.operations = operations;

    /// <returns>The patch, or everything that is wrong with it.</returns>
    public static Result<FhirPathPatch> Read(Parameters parameters)
    {
        var json = PatchedJson.Of(FhirJson.Serialize(parameters));
        var all = json["parameter"] as JsonArray ?? [];
        if (all.Count is 0 or > MostOperations)
            return HubError.FieldMalformed("Parameters.parameter", $"a list of 1 to {MostOperations} operations");
        var (read, errors) = (new List<PathOperation>(all.Count), new List<HubError>());
        for (var i = 0; i < all.Count; i++)
        {
            if (PathOperation.Read((JsonObject)all[i]!, $"Parameters.parameter[{i}]").TryGet(out var one, out var why))
                read.Add(one);
            else
                errors.AddRange(why);
        }

        return errors.Count > 0 ? Result<FhirPathPatch>.Failed(errors) : new FhirPathPatch(read);
    }

    public Result<Resource> Apply(StoredResource stored)
    {
        var root = PatchedJson.Of(stored.BodyJson);
        foreach (var operation in operations)
        {
            if (Step(root, operation) is { } refused)
                return refused;
        }

        return PatchedJson.Check(root);
    }

    private static HubError? Step(JsonObject root, PathOperation operation)
    {
        List<PocoNode> found;
        try
        {
            var resource = FhirJson.Parse<Resource>(root.ToJsonString());
            found = [.. Paths.Select(resource.ToPocoNode(), operation.Path, null)];
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException
            or NotSupportedException or InvalidCastException)
        {
            return PatchedJson.Refused("The path cannot be evaluated.", operation.At + ".path");
        }

        return operation.Type switch
        {
            "delete" when found.Count == 0 => null, // deleting nothing is done (FHIR R4 fhirpatch.html)
            "insert" or "move" => operation.Shift(root, found),
            _ when found.Count != 1 => PatchedJson.Refused(
                found.Count == 0 ? "The path leads to nothing." : "The path leads to several elements.",
                operation.At + ".path"),
            "add" => operation.Add(root, found[0]),
            "replace" => operation.Replace(root, found[0]),
            _ => operation.Delete(root, found[0]),
        };
    }
}
