using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Exchange;

/// <summary><c>Observation/$lastn</c>: the newest observations of a patient, so many for each code.</summary>
internal sealed class LastNOperation(HubDb db)
{
    private const int MostEach = 100;

    private const int MostInAll = 1_000;

    private static readonly string[] Parameters = ["patient", "subject", "code", "category", "max"];

    public async Task<FhirAnswer> RunAsync(FhirRequest given)
    {
        if (!(await OperationInput.MergeAsync(given)).TryGet(out var request, out var errors)
            || !Read(request).TryGet(out var query, out errors))
            return given.Refuse(errors);
        return await request.ReadAsync(db, async reader =>
        {
            var ids = await IndexValues.LastObservationsAsync(reader, query, request.Aborted);
            var found = (await Resources.ReadManyAsync(
                reader, [.. ids.Select(id => new ResourceKey("Observation", id))], request.Aborted))
                .Where(r => !r.Deleted).ToDictionary(r => r.Id);
            List<StoredResource> matches = [.. ids.Where(found.ContainsKey).Select(id => found[id])];
            var self = $"{request.Base}/Observation/$lastn" + QueryString.Create(
                request.Query.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
            return FhirBundles.Searchset(request, new(matches, [], null, null), matches.Count, self, null);
        });
    }

    private static Result<LastQuery> Read(FhirRequest request)
    {
        var errors = new List<HubError>(request.Unknown(Parameters));
        var patient = request.Values("patient").Concat(request.Values("subject")).FirstOrDefault();
        var id = !FhirReference.TryRead(patient, out var type, out var named) ? patient
            : type == "Patient" ? named : null;
        if (!FhirTypes.IsId(id))
            errors.Add(HubError.FieldMissing("patient", "One patient"));
        var most = 1;
        if (request.Values("max").FirstOrDefault() is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out most)
                || most is < 1 or > MostEach))
            errors.Add(HubError.FieldMalformed("max", $"a number from 1 to {MostEach}"));
        return errors.Count > 0
            ? Result<LastQuery>.Failed(errors)
            : new LastQuery(
                id!, [.. request.Values("code").SelectMany(v => v.Split(','))],
                [.. request.Values("category").SelectMany(v => v.Split(','))], most, MostInAll);
    }
}
