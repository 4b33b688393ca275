using Hl7.Fhir.Model;
using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>What an operation is given: <c>Parameters</c> in the body, or parameters of the URL.</summary>
internal static class OperationInput
{
    /// <summary>The Parameters resource; an empty one when there is no body.</summary>
    public static async Task<Result<Parameters>> ReadAsync(FhirRequest request)
    {
        if (request.Method == "GET" || request.Body.MediaType.Length == 0)
            return new Parameters();
        return (await request.Body.ResourceAsync(request.Aborted)).Then<Parameters>(resource => resource is Parameters p
            ? p
            : HubError.FieldMalformed("resourceType", "Parameters"));
    }

    /// <summary>The request with the simple parameters of its body added to those of the URL.</summary>
    public static async Task<Result<FhirRequest>> MergeAsync(FhirRequest request) =>
        (await ReadAsync(request)).Then<FhirRequest>(given => request with
        {
            Query =
            [
                .. request.Query,
                .. given.Parameter.Where(p => p.Value is PrimitiveType)
                    .Select(p => KeyValuePair.Create(p.Name ?? "", p.Value!.ToString() ?? "")),
            ],
        });

    public static T? Value<T>(this Parameters parameters, string name)
        where T : DataType => parameters.Parameter.FirstOrDefault(p => p.Name == name)?.Value as T;
}
