using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>What is asked of the trail. Several values of a parameter mean one of them; parameters must all hold.</summary>
internal sealed record AuditQuery
{
    public const int DefaultCount = 50;

    public const int MostCount = 500;

    public const string Position = "_position";

    private static readonly string[] Parameters =
    [
        "date", "patient", "agent", "entity", "action", "outcome", "type", "subtype", "_count", "_sort", Position,
    ];

    public DateTimeOffset Since { get; init; } = DateTimeOffset.UnixEpoch;

    public DateTimeOffset Until { get; init; } = FhirDates.Latest;

    public string? Patient { get; init; }

    public int Count { get; init; } = DefaultCount;

    /// <summary>Where the page before ended.</summary>
    public (long Block, int Index)? After { get; init; }

    private IReadOnlyList<Func<AuditEntry, bool>> Filters { get; init; } = [];

    public bool Holds(AuditEntry entry) => entry.At >= Since && entry.At < Until
        && (Patient is null || entry.Patients.Contains(Patient)) && Filters.All(f => f(entry));

    public static Result<AuditQuery> Read(FhirRequest request)
    {
        var errors = new List<HubError>(request.Unknown(Parameters));
        var query = new AuditQuery { Filters = [.. FiltersOf(request)] };
        foreach (var date in request.Values("date"))
            query = Dated(query, date, errors);
        if (request.Values("patient").FirstOrDefault() is { } patient)
            query = query with { Patient = IdOf(patient, "Patient") };
        if (request.Values("_count").FirstOrDefault() is { } asked)
        {
            if (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
                errors.Add(HubError.FieldMalformed("_count", $"a number from 1 to {MostCount}"));
            query = query with { Count = Math.Clamp(count, 1, MostCount) };
        }

        if (request.Values("_sort").Any(s => s is not "-date"))
            errors.Add(HubError.FieldMalformed("_sort", "-date: the trail is given newest first"));
        if (request.Values(Position).FirstOrDefault() is { } place)
        {
            if (place.Split('-') is [var block, var index]
                && long.TryParse(block, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var entry))
                query = query with { After = (at, entry) };
            else
                errors.Add(HubError.FieldMalformed(Position, "a position from a page link of this server"));
        }

        return errors.Count > 0 ? Result<AuditQuery>.Failed(errors) : query;
    }

    private static IEnumerable<Func<AuditEntry, bool>> FiltersOf(FhirRequest request)
    {
        foreach (var (name, holds) in Rows)
        {
            var wanted = request.Values(name).ToList();
            foreach (var one in wanted)
            {
                var values = one.Split(',');
                yield return entry => values.Any(v => holds(entry, v));
            }
        }
    }

    private static readonly IReadOnlyList<(string Name, Func<AuditEntry, string, bool> Holds)> Rows =
    [
        ("agent", (e, v) => IdOf(v, "Organization") is var a && (e.Member == a || e.Client == a || e.Person == a)),
        ("entity", (e, v) => e.Resources.Any(r => r == v || r.StartsWith(v + "/", StringComparison.Ordinal))
            || (v.StartsWith("Patient/", StringComparison.Ordinal) && e.Patients.Contains(v["Patient/".Length..]))),
        ("action", (e, v) => v.Length == 1 && v[0] == e.Action),
        ("outcome", (e, v) => Code(v) == AuditEventMap.OutcomeOf(e.Status) switch
        {
            Hl7.Fhir.Model.AuditEvent.AuditEventOutcome.N0 => "0",
            Hl7.Fhir.Model.AuditEvent.AuditEventOutcome.N4 => "4",
            _ => "8",
        }),
        ("type", (e, v) => Code(v) == AuditEventMap.TypeOf(e).Code),
        ("subtype", (e, v) => AuditEventMap.SubtypesOf(e).Any(s => s.Code == Code(v))),
    ];

    private static AuditQuery Dated(AuditQuery query, string text, List<HubError> errors)
    {
        var prefix = text.Length > 2 && char.IsAsciiLetter(text[0]) ? text[..2] : "eq";
        var rest = prefix == "eq" && !text.StartsWith("eq", StringComparison.Ordinal) ? text : text[2..];
        if (!FhirDates.Span(rest.Replace(' ', '+')).TryGet(out var span, out _)
            || prefix is not ("eq" or "ge" or "gt" or "le" or "lt"))
        {
            errors.Add(HubError.FieldMalformed("date", "a date or time, with eq, ge, gt, le or lt before it"));
            return query;
        }

        var (since, until) = prefix switch
        {
            "eq" => (span.Start, span.End),
            "ge" => (span.Start, FhirDates.Latest),
            "gt" => (span.End, FhirDates.Latest),
            "le" => (DateTimeOffset.UnixEpoch, span.End),
            _ => (DateTimeOffset.UnixEpoch, span.Start),
        };
        return query with
        {
            Since = since > query.Since ? since : query.Since,
            Until = until < query.Until ? until : query.Until,
        };
    }

    private static string IdOf(string value, string type) =>
        value.StartsWith(type + "/", StringComparison.Ordinal) ? value[(type.Length + 1)..] : value;

    private static string Code(string token) => token[(token.IndexOf('|', StringComparison.Ordinal) + 1)..];
}
