using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;
using IntegrationHub.Hub.Simulation;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IntegrationHub.Unit.Hub;

/// <summary>Synthetic traffic looks real to the hub and unreal to a person.</summary>
public sealed class SimulationTests
{
    private readonly HisSystem county = new("QH-GENERAL", "GB18030",
        new FakeTimeProvider(new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero)));
    private readonly HisSystem township = new("LH-TOWNSHIP", "UTF-8",
        new FakeTimeProvider(new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void Every_synthetic_resident_has_a_valid_ID_number_of_a_division_that_does_not_exist()
    {
        var all = Enumerable.Range(0, 240).Select(SyntheticPatient.Of).ToList();

        Assert.All(all, p => Assert.True(ChineseId.IsValidIdNumber(p.IdNumber), p.IdNumber));
        Assert.All(all, p => Assert.StartsWith("519999", p.IdNumber));
        Assert.All(all, p => Assert.Equal(p.Male, ChineseId.IsMale(p.IdNumber)));
        Assert.Equal(240, all.Select(p => p.IdNumber).Distinct().Count());
        Assert.All(all, p => Assert.Contains("试", p.Name));
    }

    [Fact]
    public void Every_episode_is_made_of_readable_messages_with_distinct_control_ids()
    {
        var patient = SyntheticPatient.Of(7);
        var dice = new Random(1);
        var messages = Enumerable.Range(0, 40)
            .SelectMany(_ => Episode.LaboratoryVisit("county", patient, dice, county)
                .Concat(Episode.Booking("county", patient, dice, county))
                .Concat(Episode.ReferralUp("township", "county", patient, dice, township, county)))
            .Select(s => Hl7Message.Parse(s.Write(s.Member == "county" ? county : township)).Value)
            .ToList();

        Assert.All(messages, m => Assert.Equal(patient.IdNumber, m["PID-3[NI].1"].Text));
        Assert.Equal(
            [
                "ADT^A01", "ADT^A03", "ADT^A04", "OML^O21", "ORM^O01", "ORU^R01", "REF^I12", "REF^I13", "SIU^S12",
                    "SIU^S13",
                "SIU^S15", "SIU^S26",
            ],
            messages.Select(m => m.Header.Event).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["C", "F", "P"],
            messages.Select(m => m["OBR-25"].Text).Where(t => t.Length > 0).Distinct().Order());
    }
}
