using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>
/// One interaction behind the door: the caller is known. It comes by HTTP or is an entry of a batch or transaction.
/// </summary>
internal sealed record FhirRequest
{
    public required Caller Caller { get; init; }

    /// <summary>What the caller may see.</summary>
    public required RecordView View { get; init; }

    public required string RequestId { get; init; }

    /// <summary>What the audit trail will say; handlers tell it which records they show.</summary>
    public required AuditNote Note { get; init; }

    /// <summary>Absolute URL of <c>/fhir</c> as the client wrote it.</summary>
    public required string Base { get; init; }

    public required string Method { get; init; }

    public required CancellationToken Aborted { get; init; }

    public IReadOnlyDictionary<string, string> RouteValues { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    public RequestConditions If { get; init; } = RequestConditions.None;

    public Preference Prefer { get; init; } = Preference.None;

    public OutputShape Shape { get; init; } = OutputShape.Whole;

    public required IRequestBody Body { get; init; }

    /// <summary>How long its queries may take together.</summary>
    public TimeSpan SearchTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>True: a Binary is wanted as its own content type.</summary>
    public bool AsRaw { get; init; }

    /// <summary>The transaction a bundle's entry is part of; null: the interaction stands alone.</summary>
    public HubTransaction? Inside { get; init; }

    public string Type => Route("type");

    public string Id => Route("id");

    public string Route(string name) => RouteValues.GetValueOrDefault(name, "");

    /// <summary>The values of a query parameter, empty ones left out.</summary>
    public IEnumerable<string> Values(string name) =>
        Query.Where(p => p.Key == name && p.Value.Length > 0).Select(p => p.Value);

    public FhirAnswer Refuse(params IReadOnlyList<HubError> errors) => FhirAnswer.Of(errors, RequestId);

    /// <summary>Reads what the caller may see: inside the bundle's transaction, or on a connection of its own. Every
    /// read passes here.</summary>
    public async Task<T> ReadAsync<T>(HubDb db, Func<HubReader, Task<T>> work)
    {
        if (Inside is not null)
        {
            using (Inside.As(View))
                return await Exchange.SearchTime.LimitAsync(Inside, SearchTime, () => work(Inside), Aborted);
        }

        await using var reader = await db.ReadAsync(Aborted);
        using (reader.As(View))
            return await Exchange.SearchTime.LimitAsync(reader, SearchTime, () => work(reader), Aborted);
    }

    /// <summary>Parameters that are neither about the form of the answer nor listed: each an error.</summary>
    public IReadOnlyList<HubError> Unknown(params IReadOnlyList<string> allowed) => Prefer.Lenient ? [] :
    [
        .. Query.Select(p => p.Key).Distinct()
            .Where(k => !OutputShape.Parameters.Contains(k) && !allowed.Contains(k))
            .Select(k => new HubError(HubErrorCode.FieldMalformed, "This parameter is not known here.", Quoted(k))),
    ];

    private static string Quoted(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
