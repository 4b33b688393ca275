using System.Text;

namespace IntegrationHub.Exchange;

/// <summary>
/// <c>/.well-known/smart-configuration</c>: what there is and no more. Tokens are opaque and issued by operations, so
/// there is no authorization server to name yet, and no SMART capability to claim.
/// </summary>
internal static class SmartConfiguration
{
    private static readonly byte[] Json = Encoding.UTF8.GetBytes("""
        {
          "capabilities": [],
          "grant_types_supported": [],
          "response_types_supported": [],
          "scopes_supported": [],
          "token_endpoint_auth_methods_supported": []
        }
        """);

    public static FhirAnswer Answer() => new(200, Json) { RawType = "application/json" };
}
