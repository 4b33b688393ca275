using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>
/// <c>Patient/[id]/$accesses</c>: who looked at this record, for auditors and the referral desk of its custodian.
/// </summary>
internal sealed class AccessesOperation(HubDb db, AuditWalker walker)
{
    private static readonly string[] Parameters = ["date", "_count", AuditQuery.Position];

    public async Task<FhirAnswer> RunAsync(FhirRequest request)
    {
        if (request.Unknown(Parameters) is { Count: > 0 } unknown)
            return request.Refuse(unknown);
        var audits = AuditQuestions.MayAudit(request.Caller);
        if (!audits && !request.Caller.Roles.Contains(PersonRole.ReferralDesk))
            return request.Refuse(new HubError(
                HubErrorCode.SenderNotAllowed, "Auditors and the referral desk of the custodian may ask this."));
        request.Note.About(request.Id);
        var patient = await request.ReadAsync(
            db, reader => Resources.ReadAsync(reader, "Patient", request.Id, request.Aborted));
        if (patient is null || (!audits && patient.Custodian != request.Caller.Member))
            return request.Refuse(HubError.NotFound("This Patient"));
        if (!AuditQuery.Read(request).TryGet(out var query, out var errors))
            return request.Refuse(errors);
        var page = await walker.RunAsync(
            query with { Patient = request.Id }, Shown(request.Caller, patient), request.Aborted);
        var answer = new Parameters { Parameter = [.. page.Found.Select(Access)] };
        if (page.Next is { } next)
            answer.Parameter.Add(new()
            {
                Name = "next",
                Value = new FhirString(string.Create(CultureInfo.InvariantCulture, $"{next.Block}-{next.Index}")),
            });
        return FhirAnswer.Of(answer);
    }

    // The custodian answers the resident: it sees every access to the record, whoever kept the part that was shown.
    private static Func<AuditEntry, bool> Shown(Caller caller, StoredResource patient) =>
        patient.Custodian == caller.Member ? _ => true : AuditQuestions.ShownTo(caller);

    private static Parameters.ParameterComponent Access(StoredAudit audit)
    {
        var entry = audit.Entry;
        List<Parameters.ParameterComponent> parts =
        [
            new() { Name = "when", Value = new Instant(entry.At) },
            new() { Name = "what", Value = new Code(entry.Event) },
            new() { Name = "outcome", Value = new Code(entry.Status < 400 ? "done" : "refused") },
            new() { Name = "records", Value = new Integer(entry.Resources.Count) },
            new() { Name = "brokenGlass", Value = new FhirBoolean(entry.Grant is not null) },
        ];
        if (entry.Member.Length > 0)
            parts.Add(new() { Name = "organisation", Value = new ResourceReference("Organization/" + entry.Member) });
        if (entry.Recipient is { } to)
            parts.Add(new() { Name = "recipient", Value = new ResourceReference("Organization/" + to) });
        Text("client", entry.Client);
        Text("person", entry.Person);
        Text("roles", string.Join(' ', entry.Roles));
        Text("purpose", entry.Purpose);
        return new() { Name = "access", Part = parts };

        void Text(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                parts.Add(new() { Name = name, Value = new FhirString(value) });
        }
    }
}
