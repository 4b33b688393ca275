using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>
/// In an emergency a clinician opens a patient's record for a few hours, with a reason; every custodian is told, and
/// somebody reviews it. What is marked very restricted stays closed.
/// </summary>
public sealed partial class BrokenGlassDesk(
    HubDb db, TimeProvider clock, IEnumerable<IAccessNotice> notices, ILogger<BrokenGlassDesk> log)
{
    /// <summary>Shortest reason.</summary>
    public const int ShortestReason = 10;

    /// <summary>Longest reason and longest note.</summary>
    public const int LongestText = 1_000;

    /// <summary>Grants of one list.</summary>
    public const int ListLimit = 200;

    /// <summary>How long it stays open.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(4);

    private const int LongestId = 64;

    private static readonly string[] Purposes = ["TREAT", "ETREAT"];

    /// <summary>Opens a patient's record to a clinician. Whether there is such a patient makes no difference to the
    /// answer.</summary>
    public async Task<Result<GlassGrant>> OpenAsync(Caller caller, GlassRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (caller.Person is not { } person || !caller.Roles.Contains(PersonRole.Clinician))
            return new HubError(HubErrorCode.SenderNotAllowed, "Only a person with the role clinician may break glass.");
        if (Check(request) is { Count: > 0 } errors)
            return Result<GlassGrant>.Failed(errors);
        return await db.RunAsync(async (tx, stop) =>
        {
            var now = clock.GetUtcNow();
            var grant = new GlassGrant(
                Guid.CreateVersion7(now), await PatientOfAsync(tx, request, stop), person, caller.Member,
                request.Reason.Trim(), now, now + Lasts);
            await GlassRows.InsertAsync(tx, grant, stop);
            if (grant.PatientId.Length > 0)
                await CareRelations.PlanAsync(tx, grant.PatientId, stop);
            var custodians = await GlassRows.CustodiansAsync(tx, grant.PatientId, stop);
            foreach (var notice in notices)
                await notice.GlassBrokenAsync(tx, grant, custodians, stop);
            LogBroken(log, grant.Id, person, custodians.Count);
            return grant;
        }, ct);
    }

    /// <summary>Closes it before its time.</summary>
    public Task<Result<bool>> EndAsync(Caller caller, Guid id, CancellationToken ct) => db.RunAsync<Result<bool>>(
        async (tx, stop) =>
        {
            var grant = await GlassRows.FindAsync(tx, id, stop);
            if (grant is null || caller.Person is not { } person
                || !await GlassRows.EndAsync(tx, id, person, clock.GetUtcNow(), stop))
                return HubError.NotFound("This grant");
            await CareRelations.PlanAsync(tx, grant.PatientId, stop);
            LogEnded(log, id, person);
            return true;
        },
        ct);

    /// <summary>Glass broken over what the reviewer's member keeps; for an administrator all of it.</summary>
    /// <param name="caller">An auditor or administrator.</param>
    /// <param name="waiting">Only what nobody has reviewed yet.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Result<IReadOnlyList<GlassGrant>>> ListAsync(Caller caller, bool waiting, CancellationToken ct)
    {
        if (!MayReview(caller))
            return NotAReviewer();
        await using var reader = await db.ReadAsync(ct);
        var all = caller.Roles.Contains(PersonRole.Administrator);
        return (await GlassRows.ListAsync(reader, caller.Member, all, waiting, ListLimit, ct)).ToList();
    }

    /// <summary>Says whether it was justified. Once, and never by who broke it.</summary>
    public async Task<Result<GlassGrant>> ReviewAsync(
        Caller caller, Guid id, bool justified, string note, CancellationToken ct)
    {
        if (!MayReview(caller))
            return NotAReviewer();
        if (note is null || note.Length > LongestText)
            return HubError.FieldMalformed("note", $"at most {LongestText} characters");
        return await db.RunAsync<Result<GlassGrant>>(async (tx, stop) =>
        {
            if (await GlassRows.FindAsync(tx, id, stop) is not { } grant || !await IsOfAsync(tx, caller, grant, stop))
                return HubError.NotFound("This grant");
            if (grant.Person == caller.Person)
                return new HubError(HubErrorCode.SenderNotAllowed, "Somebody else must review what you opened.");
            var now = clock.GetUtcNow();
            var reviewed = grant with
            {
                ReviewedAt = now,
                ReviewedBy = caller.Person,
                Verdict = justified ? "justified" : "unjustified",
                Note = note,
            };
            if (!await GlassRows.ReviewAsync(tx, reviewed, now, stop))
                return new HubError(HubErrorCode.Conflict, "It has been reviewed already.");
            LogReviewed(log, id, reviewed.Verdict, caller.Person!);
            return reviewed;
        }, ct);
    }

    private static bool MayReview(Caller caller) => caller.Person is not null
        && caller.Roles.Any(r => r is PersonRole.Auditor or PersonRole.Administrator);

    private static HubError NotAReviewer() => new(
        HubErrorCode.SenderNotAllowed, "Only an auditor or an administrator reviews broken glass.");

    private static async Task<bool> IsOfAsync(
        HubTransaction tx, Caller caller, GlassGrant grant, CancellationToken ct)
    {
        if (caller.Roles.Contains(PersonRole.Administrator))
            return true;
        var custodians = await GlassRows.CustodiansAsync(tx, grant.PatientId, ct);
        return custodians.Count == 0 ? grant.Member == caller.Member : custodians.Contains(caller.Member);
    }

    private static List<HubError> Check(GlassRequest request)
    {
        var errors = new List<HubError>();
        if (request.PatientId is null == (request.Identifier is null))
            errors.Add(HubError.FieldMissing("patient", "The patient, by id or by identifier,"));
        if (request.PatientId is { Length: 0 or > LongestId })
            errors.Add(HubError.FieldMalformed("patient", "a logical id"));
        if (request.Reason.Trim().Length is < ShortestReason or > LongestText)
            errors.Add(HubError.FieldMalformed("reason", $"{ShortestReason} to {LongestText} characters"));
        if (!Purposes.Contains(request.Purpose))
            errors.Add(HubError.FieldMalformed("purpose", string.Join(" or ", Purposes)));
        return errors;
    }

    // A patient nobody has is written down as well: who tries names is somebody to talk to.
    private static async Task<string> PatientOfAsync(HubTransaction tx, GlassRequest request, CancellationToken ct)
    {
        if (request.Identifier is not { } identifier)
            return request.PatientId!;
        var key = new BusinessKey("Patient", identifier.System, identifier.Value);
        return (await Identities.ResolveAsync(tx, [key], ct)).GetValueOrDefault(key) ?? "";
    }

    [LoggerMessage(EventId = 3700, Level = LogLevel.Warning,
        Message = "Glass {Id} was broken by {Person}; {Custodians} custodians are concerned")]
    private static partial void LogBroken(ILogger logger, Guid id, string person, int custodians);

    [LoggerMessage(EventId = 3701, Level = LogLevel.Information, Message = "Glass {Id} was closed by {Person}")]
    private static partial void LogEnded(ILogger logger, Guid id, string person);

    [LoggerMessage(EventId = 3702, Level = LogLevel.Information,
        Message = "Glass {Id} was reviewed as {Verdict} by {Person}")]
    private static partial void LogReviewed(ILogger logger, Guid id, string verdict, string person);
}
