using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Adds or removes profiles, tags and security labels: <c>$meta-add</c> and <c>$meta-delete</c>.</summary>
internal sealed class MetaPatch(Meta given, bool adds) : IPatch
{
    public Result<Resource> Apply(StoredResource stored)
    {
        var resource = FhirJson.Parse<Resource>(stored.BodyJson);
        var meta = resource.Meta ??= new();
        Change(meta.Tag, given.Tag);
        Change(meta.Security, given.Security);
        foreach (var profile in given.Profile.OfType<string>())
        {
            var has = meta.Profile.Contains(profile);
            if (adds && !has)
                meta.ProfileElement.Add(new Canonical(profile));
            else if (!adds && has)
                meta.ProfileElement.RemoveAll(p => (p as Canonical)?.Value == profile);
        }

        return resource;
    }

    private void Change(List<Coding> held, List<Coding> wanted)
    {
        foreach (var coding in wanted)
        {
            var has = held.Any(h => h.System == coding.System && h.Code == coding.Code);
            if (adds && !has)
                held.Add((Coding)coding.DeepCopy());
            else if (!adds && has)
                held.RemoveAll(h => h.System == coding.System && h.Code == coding.Code);
        }
    }
}
