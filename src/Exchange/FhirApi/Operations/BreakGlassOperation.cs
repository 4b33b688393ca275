using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Exchange;

/// <summary><c>Patient/$break-glass</c>: an emergency. The answer says nothing about the patient, found or not.</summary>
internal sealed class BreakGlassOperation(BrokenGlassDesk desk)
{
    public async Task<FhirAnswer> RunAsync(FhirRequest request)
    {
        if (!(await OperationInput.ReadAsync(request)).TryGet(out var input, out var errors))
            return request.Refuse(errors);
        var named = input.Parameter.FirstOrDefault(p => p.Name == "patient")?.Value;
        var outcome = await desk.OpenAsync(
            request.Caller,
            new()
            {
                PatientId = IdOf(named),
                Identifier = IdentifierOf(named),
                Reason = input.Value<FhirString>("reason")?.Value ?? "",
                Purpose = input.Parameter.FirstOrDefault(p => p.Name == "purpose")?.Value?.ToString()
                    ?? request.Caller.Purpose ?? "ETREAT",
            },
            request.Aborted);
        return !outcome.TryGet(out var grant, out errors) ? request.Refuse(errors) : FhirAnswer.Of(new Parameters
        {
            Parameter =
            [
                new() { Name = "grant", Value = new FhirString(grant.Id.ToString()) },
                new() { Name = "until", Value = new Instant(grant.ValidUntil) },
            ],
        }, 202);
    }

    private static string? IdOf(DataType? named) => named switch
    {
        ResourceReference r when FhirReference.TryRead(r.Reference, out var type, out var id) && type == "Patient" => id,
        PrimitiveType p when p.ToString() is { Length: > 0 } text && !text.Contains('|', StringComparison.Ordinal) =>
            text,
        _ => null,
    };

    // As identifiers are searched for: system|value.
    private static (string, string)? IdentifierOf(DataType? named) => named switch
    {
        Identifier { System.Length: > 0, Value.Length: > 0 } i => (i.System, i.Value),
        ResourceReference { Identifier: { System.Length: > 0, Value.Length: > 0 } i } => (i.System, i.Value),
        PrimitiveType p when p.ToString()?.Split('|', 2) is [{ Length: > 0 } system, { Length: > 0 } value] =>
            (system, value),
        _ => null,
    };
}
