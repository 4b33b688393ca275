using System.Buffers;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static Hl7.Fhir.Model.CapabilityStatement;

namespace IntegrationHub.Exchange;

/// <summary>
/// The CapabilityStatement, made from the registry that the search itself reads: it cannot promise more.
/// </summary>
internal sealed class Capabilities(ExchangeOptions options, TimeProvider clock)
{
    private static readonly string Version = typeof(Capabilities).Assembly.GetName().Version!.ToString(3);

    private readonly DateTimeOffset started = clock.GetUtcNow();

    /// <summary>The statement as JSON for the address the client used.</summary>
    public FhirAnswer Answer(FhirRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        FhirJson.Serialize(buffer, Statement(request.Base));
        return new(200, buffer.WrittenMemory);
    }

    private CapabilityStatement Statement(string baseUrl) => new()
    {
        Status = PublicationStatus.Active,
        DateElement = new FhirDateTime(started),
        Publisher = "IntegrationHub",
        Kind = CapabilityStatementKind.Instance,
        Software = new() { Name = "IntegrationHub", Version = Version },
        Implementation = new() { Description = $"IntegrationHub exchange {options.Name}", Url = baseUrl },
        FhirVersion = FHIRVersion.N4_0_1,
        Format = ["json", "application/fhir+json", "xml", "application/fhir+xml"],
        Rest =
        [
            new()
            {
                Mode = RestfulCapabilityMode.Server,
                Security = new() { Description = "Every request but this one needs a bearer token." },
                Resource = [.. SearchParameters.Types.Select(Resource)],
            },
        ],
    };

    private static ResourceComponent Resource(string type) => new()
    {
        TypeElement = new Code<ResourceType>(Enum.Parse<ResourceType>(type)),
        Versioning = ResourceVersionPolicy.Versioned,
        ReadHistory = true,
        Interaction =
        [
            Can(TypeRestfulInteraction.Read), Can(TypeRestfulInteraction.Vread),
            Can(TypeRestfulInteraction.HistoryInstance), Can(TypeRestfulInteraction.HistoryType),
            Can(TypeRestfulInteraction.SearchType),
        ],
        SearchInclude = [.. References(type).Select(p => $"{type}:{p.Name}")],
        SearchParam = [.. SearchParameters.Of(type).OrderBy(p => p.Name, StringComparer.Ordinal).Select(Parameter)],
    };

    private static CapabilityStatement.SearchParamComponent Parameter(SearchParameterInfo parameter) => new()
    {
        Name = parameter.Name,
        Type = parameter.Type,
        Documentation = parameter.Description,
    };

    private static IEnumerable<SearchParameterInfo> References(string type) => SearchParameters.Of(type)
        .Where(p => p.Type == SearchParamType.Reference)
        .OrderBy(p => p.Name, StringComparer.Ordinal);

    private static ResourceInteractionComponent Can(TypeRestfulInteraction interaction) => new() { Code = interaction };
}
