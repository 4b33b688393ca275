using System.Text;
using System.Text.Json.Nodes;

namespace IntegrationHub.Exchange;

/// <summary><c>/.well-known/smart-configuration</c>: what there is and no more (SMART App Launch 2).</summary>
internal sealed class SmartConfiguration(ExchangeOptions options)
{
    /// <param name="asked">Where it was asked: the address of the hub or its FHIR API, as the client wrote it.</param>
    public FhirAnswer Answer(string asked)
    {
        var access = options.Access;
        var address = Uri.TryCreate(asked, UriKind.Absolute, out var url) ? TokenEndpoint.BaseOf(url, access) : null;
        var json = new JsonObject
        {
            ["capabilities"] = List(address is null ? [] :
                ["client-confidential-asymmetric", "permission-v1", "permission-v2"]),
            ["grant_types_supported"] = List(address is null ? [] : ["client_credentials"]),
            ["response_types_supported"] = List([]),
            ["scopes_supported"] = List(
                ["system/*.cruds", "system/*.rs", "system/*.read", "system/*.write", "system/*.*"]),
            ["token_endpoint_auth_methods_supported"] = List(address is null ? [] : ["private_key_jwt"]),
            ["token_endpoint_auth_signing_alg_values_supported"] = List(address is null ? [] : PublicKeys.OfClients),
        };
        if (address is not null)
            json["token_endpoint"] = address + TokenEndpoint.Path;
        if (access.Issuer is { } issuer)
            (json["issuer"], json["jwks_uri"]) = (issuer.Url, issuer.KeysUrl);
        return new(200, Encoding.UTF8.GetBytes(json.ToJsonString())) { RawType = "application/json" };
    }

    private static JsonArray List(IEnumerable<string> values) => [.. values.Select(v => JsonValue.Create(v))];
}
