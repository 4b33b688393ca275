using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Search parameters that clients stored: active ones are answered once every resource has its rows.</summary>
public static class CustomSearch
{
    /// <summary>
    /// How often an exchange looks for new parameters, with room to spare: so long a new one waits before resources are
    /// indexed, so that what is written meanwhile has its rows too.
    /// </summary>
    public static readonly TimeSpan RefreshWithin = TimeSpan.FromSeconds(10);

    /// <summary>Parameters one server answers.</summary>
    public const int MostParameters = 500;

    private const string Active = """
        select r.body from index_token x join resource r on r.type = x.type and r.id = x.id
         where x.type = 'SearchParameter' and x.param = 'status' and x.code = 'active' and not r.deleted
         order by r.last_updated, r.id limit @limit
        """;

    /// <summary>Makes the stored parameters known to this process. Those that cannot be read are left out.</summary>
    public static async System.Threading.Tasks.Task LoadAsync(HubReader reader, CancellationToken ct)
    {
        var bodies = await reader.QueryAsync(Active, r => r.GetString(0), ct, ("@limit", (long)MostParameters));
        SearchParameters.Custom.Replace(bodies.SelectMany(b =>
            SearchParameterInfo.TryMake(FhirJson.Parse<SearchParameter>(b)) is { IsOk: true } made ? made.Value : []));
    }

    /// <summary>Back-fills a parameter that was just stored; until that is done it is not answered.</summary>
    /// <param name="tx">The transaction that stores it.</param>
    /// <param name="parameters">What <see cref="SearchParameterInfo.TryMake"/> made of it.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Task<IndexJob> BackfillAsync(
        HubTransaction tx, IReadOnlyList<SearchParameterInfo> parameters, CancellationToken ct) => IndexJobs.StartAsync(
        tx, [.. parameters.Select(p => p.Resource).Distinct()], [], [.. parameters.Select(Name)],
        HubTransaction.LongestLife + RefreshWithin, ct);

    /// <summary>Why parameters of a query cannot be answered yet.</summary>
    internal static async Task<IReadOnlyList<HubError>> UnreadyAsync(
        HubReader reader, IReadOnlyList<string> custom, CancellationToken ct) => custom.Count == 0 ? [] :
    [
        .. from job in await IndexJobs.OpenAsync(reader, ct)
           from name in job.Parameters.Intersect(custom)
           select new HubError(
               HubErrorCode.NotNow,
               $"The search parameter is being indexed: {100 * job.Done / Math.Max(1, job.Total)} % are done. Try again later.",
               name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]),
    ];

    private static string Name(SearchParameterInfo info) => $"{info.Resource}.{info.Name}";
}
