using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Makes new content out of stored content. The boundary to the formats a patch may come in.</summary>
internal interface IPatch
{
    /// <returns>The patched resource, or why it cannot be patched in this way.</returns>
    Result<Resource> Apply(StoredResource stored);
}
