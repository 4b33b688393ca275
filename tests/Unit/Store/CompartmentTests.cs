using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Xunit;

namespace IntegrationHub.Unit.Store;

public sealed class CompartmentTests
{
    [Fact]
    public void Every_parameter_of_a_compartment_is_a_reference_that_may_lead_to_its_owner()
    {
        var all = (
            from owner in Compartments.Owners
            from type in Compartments.MembersOf(owner)
            from name in Compartments.ParametersOf(owner, type)
            select (Owner: owner, Type: type, Name: name)).ToList();

        Assert.Equal(5, Compartments.Owners.Count);
        Assert.True(all.Count > 250, $"{all.Count} rows");
        Assert.All(all, p => Assert.True(Leads(p.Type, p.Name, p.Owner), $"{p.Owner}: {p.Type}.{p.Name}"));
    }

    [Fact]
    public void Every_member_of_a_compartment_has_a_criterion_with_rows_to_look_at()
    {
        var blind =
            from owner in Compartments.Owners
            from type in Compartments.MembersOf(owner)
            where Compartments.Criterion(owner, "x", type) is not AnyOf { Criteria.Count: > 0 }
            select $"{owner}/x/{type}";

        Assert.Empty(blind);
        Assert.Null(Compartments.Criterion("Encounter", "x", "Patient"));
        Assert.Null(Compartments.Criterion("Organization", "x", "Patient"));
    }

    private static bool Leads(string type, string name, string owner) =>
        SearchParameters.Find(type, name) is { Type: SearchParamType.Reference } info
        && (info.Targets.Count == 0 || info.Targets.Contains(owner));
}
