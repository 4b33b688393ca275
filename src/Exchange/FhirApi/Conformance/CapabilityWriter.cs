using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static Hl7.Fhir.Model.CapabilityStatement;

namespace IntegrationHub.Exchange;

/// <summary>Turns the tables of interactions, operations and search parameters into a CapabilityStatement.</summary>
internal sealed class CapabilityWriter(
    ExchangeOptions options, IReadOnlyList<FhirRoute> routes, IReadOnlyList<FhirOperation> operations)
{
    private static readonly string Version = typeof(Capabilities).Assembly.GetName().Version!.ToString(3);

    private static readonly (string Name, TypeRestfulInteraction Code)[] OfTypes =
    [
        ("read", TypeRestfulInteraction.Read),
        ("vread", TypeRestfulInteraction.Vread),
        ("create", TypeRestfulInteraction.Create),
        ("update", TypeRestfulInteraction.Update),
        ("patch", TypeRestfulInteraction.Patch),
        ("delete", TypeRestfulInteraction.Delete),
        ("history-instance", TypeRestfulInteraction.HistoryInstance),
        ("history-type", TypeRestfulInteraction.HistoryType),
        ("search-type", TypeRestfulInteraction.SearchType),
    ];

    private static readonly (string Name, SystemRestfulInteraction Code)[] OfTheSystem =
    [
        ("transaction", SystemRestfulInteraction.Transaction),
        ("transaction", SystemRestfulInteraction.Batch),
        ("search-system", SystemRestfulInteraction.SearchSystem),
        ("history-system", SystemRestfulInteraction.HistorySystem),
    ];

    private readonly HashSet<string> offered = [.. routes.Select(r => r.Interaction)];

    public CapabilityStatement Statement(string baseUrl, DateTimeOffset started) => new()
    {
        Url = baseUrl + "/metadata",
        Name = "IntegrationHub",
        Title = "IntegrationHub FHIR R4 API",
        Status = PublicationStatus.Active,
        DateElement = new FhirDateTime(started),
        Publisher = "IntegrationHub",
        Kind = CapabilityStatementKind.Instance,
        Software = new() { Name = "IntegrationHub", Version = Version },
        Implementation = new() { Description = $"IntegrationHub exchange {options.Name}", Url = baseUrl },
        FhirVersion = FHIRVersion.N4_0_1,
        Format = ["json", "application/fhir+json", "xml", "application/fhir+xml"],
        PatchFormat = offered.Contains("patch")
            ? ["application/json-patch+json", "application/fhir+json", "application/fhir+xml"]
            : [],
        Rest =
        [
            new()
            {
                Mode = RestfulCapabilityMode.Server,
                Security = new()
                {
                    Cors = options.Fhir.AllowedOrigins.Count > 0,
                    Description = "Every request but this one needs a bearer token, issued by operations.",
                },
                Resource = [.. FhirTypes.Stored.Select(Resource)],
                Interaction = [.. OfTheSystem.Where(i => offered.Contains(i.Name))
                    .Select(i => new SystemInteractionComponent { Code = i.Code })],
                Operation = [.. Operations("")],
            },
        ],
    };

    private ResourceComponent Resource(string type) => new()
    {
        TypeElement = new Code<ResourceType>(Enum.Parse<ResourceType>(type)),
        SupportedProfile = ProfileSet.BuiltIn.Of(type),
        Interaction = [.. OfTypes.Where(i => offered.Contains(i.Name))
            .Select(i => new ResourceInteractionComponent { Code = i.Code })],
        Versioning = ResourceVersionPolicy.VersionedUpdate,
        ReadHistory = offered.Contains("vread"),
        UpdateCreate = options.Fhir.ClientIds,
        ConditionalCreate = true,
        ConditionalRead = ConditionalReadStatus.FullSupport,
        ConditionalUpdate = true,
        ConditionalDelete = options.Fhir.DeleteMany
            ? ConditionalDeleteStatus.Multiple
            : ConditionalDeleteStatus.Single,
        ReferencePolicy = [ReferenceHandlingPolicy.Literal, ReferenceHandlingPolicy.Logical],
        SearchInclude = [.. References(type).Select(p => $"{type}:{p.Name}")],
        SearchRevInclude = [.. RevIncludes.Of(type)],
        SearchParam = [.. SearchParameters.Of(type).OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(Parameter)],
        Operation = [.. Operations("{type}/"), .. Operations(type + "/")],
    };

    private IEnumerable<OperationComponent> Operations(string prefix) => operations
        .Where(o => o.Patterns.Any(p => prefix.Length == 0 ? p.StartsWith('$') : p.StartsWith(prefix, StringComparison.Ordinal)))
        .Select(o => new OperationComponent { Name = o.Name, Definition = o.Definition });

    private static CapabilityStatement.SearchParamComponent Parameter(SearchParameterInfo parameter) => new()
    {
        Name = parameter.Name,
        Type = parameter.Type,
        Definition = parameter.Url.Length > 0 ? parameter.Url : null,
        Documentation = parameter.Description,
    };

    private static IEnumerable<SearchParameterInfo> References(string type) => SearchParameters.Of(type)
        .Where(p => p.Type == SearchParamType.Reference)
        .OrderBy(p => p.Name, StringComparer.Ordinal);
}
