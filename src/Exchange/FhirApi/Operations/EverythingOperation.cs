using System.Globalization;
using System.Text;
using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Exchange;

/// <summary><c>Patient/[id]/$everything</c>: the record, and what it refers to, page by page.</summary>
internal sealed class EverythingOperation(HubDb db)
{
    /// <summary>Resources on a page when nothing is said.</summary>
    private const int DefaultCount = 500;

    private const int MostCount = 1_000;

    private const string Position = SearchParser.PositionParameter;

    private static readonly string[] Parameters = ["_since", "_type", "_count", "start", "end", Position];

    public async Task<FhirAnswer> RunAsync(FhirRequest given)
    {
        if (!(await OperationInput.MergeAsync(given)).TryGet(out var request, out var errors)
            || !Read(request).TryGet(out var query, out errors))
            return given.Refuse(errors);
        return await request.ReadAsync(db, async reader =>
        {
            var patient = await Resources.ReadAsync(reader, "Patient", request.Id, request.Aborted);
            if (patient is null or { Deleted: true })
                return request.Refuse(patient is null
                    ? HubError.NotFound("This Patient") : new HubError(HubErrorCode.Gone, "It was deleted."));
            if (request.Values(Position).FirstOrDefault() is { } link)
            {
                if (await PageLinks.OpenAsync(reader, Asked(query), link, request.Aborted) is not { } place
                    || place.Id.Split(' ') is not [var type, var id])
                    return request.Refuse(HubError.FieldMalformed(
                        Position, "a position from a page link of this server"));
                query = query with { After = new(type, id) };
            }

            var found = await Resources.OfPatientAsync(reader, query, request.Aborted);
            var shown = found.Take(query.Limit - 1).ToList();
            var first = query.After is null && query.Shows(patient);
            List<StoredResource> matches = first ? [patient, .. shown] : shown;
            var referred = await ReferredAsync(reader, request, matches, query);
            var next = found.Count > shown.Count
                ? Url(request, await PageLinks.CloseAsync(
                    reader, Asked(query), new(0, $"{shown[^1].Type} {shown[^1].Id}"), request.Aborted))
                : null;
            return FhirBundles.Searchset(
                request, new(matches, referred, null, null), next is null && query.After is null ? matches.Count : null,
                Url(request, null), next);
        });
    }

    private static async Task<IReadOnlyList<StoredResource>> ReferredAsync(
        HubReader reader, FhirRequest request, List<StoredResource> matches, RecordQuery query)
    {
        var keys = new HashSet<ResourceKey>();
        foreach (var match in matches)
            Collect(match.BodyJson, keys);
        keys.ExceptWith(matches.Select(m => new ResourceKey(m.Type, m.Id)));
        keys.RemoveWhere(k => k.Type == "Patient" || (query.Types.Count > 0 && !query.Types.Contains(k.Type)));
        if (keys.Count == 0)
            return [];
        var found = await Resources.ReadManyAsync(reader, keys, request.Aborted);
        // What belongs to this record is a match of its own; what belongs to another one stays there.
        return [.. found.Where(r => !r.Deleted && r.PatientId is null).OrderBy(r => r.Type, StringComparer.Ordinal)];
    }

    private static void Collect(string body, HashSet<ResourceKey> keys)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(body), new JsonReaderOptions { MaxDepth = 256 });
        var isReference = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                isReference = reader.ValueTextEquals("reference"u8);
            else if (isReference && reader.TokenType == JsonTokenType.String
                && FhirReference.TryRead(reader.GetString(), out var type, out var id))
                keys.Add(new(type, id));
        }
    }

    private static Result<RecordQuery> Read(FhirRequest request)
    {
        var errors = new List<HubError>(request.Unknown(Parameters));
        var count = DefaultCount;
        if (request.Values("_count").FirstOrDefault() is { } asked
            && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count == 0))
            errors.Add(HubError.FieldMalformed("_count", $"a number from 1 to {MostCount}"));
        DateTimeOffset? since = null;
        if (request.Values("_since").FirstOrDefault() is { } text)
        {
            if (FhirDates.Span(text.Replace(' ', '+')).TryGet(out var span, out _))
                since = span.Start;
            else
                errors.Add(HubError.FieldMalformed("_since", "a time such as 2026-03-02T09:00:00+08:00"));
        }

        var types = request.Values("_type").SelectMany(t => t.Split(',')).ToHashSet(StringComparer.Ordinal);
        errors.AddRange(types.Where(t => !FhirTypes.IsStored(t)).Take(1)
            .Select(_ => HubError.FieldMalformed("_type", "a list of FHIR R4 resource types")));
        return errors.Count > 0
            ? Result<RecordQuery>.Failed(errors)
            : new RecordQuery(request.Id, types, since, null, Math.Min(count, MostCount) + 1);
    }

    private static string Asked(RecordQuery query) => string.Create(
        CultureInfo.InvariantCulture,
        $"Patient/{query.PatientId}/$everything?{query.Since:O}&{string.Join(',', query.Types.Order())}");

    private static string Url(FhirRequest request, string? position)
    {
        var kept = request.Query.Where(p => p.Key != Position);
        if (position is not null)
            kept = kept.Append(new(Position, position));
        return $"{request.Base}/Patient/{request.Id}/$everything"
            + QueryString.Create(kept.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
    }
}
