using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Xunit;

namespace IntegrationHub.Unit.Exchange;

public sealed class IntakeRuleTests
{
    [Theory]
    [InlineData(1, 0, false, "Apply")]
    [InlineData(5, 4, false, "Apply")]
    [InlineData(6, 4, false, "Park")]
    [InlineData(5, 4, true, "Park")]
    [InlineData(3, 4, false, "Apply")]
    [InlineData(3, 4, true, "Apply")]
    public void The_next_number_is_applied_later_ones_wait_and_a_late_replay_is_not_held_up(
        long seq, long last, bool blocked, string expected) =>
        Assert.Equal(expected, IntakeRule.Decide(seq, 1, last, blocked, null, 0).ToString());

    [Theory]
    [InlineData(InboxOutcome.Stored, 1, "Answer")]
    [InlineData(InboxOutcome.Stored, 2, "Answer")]
    [InlineData(InboxOutcome.Skipped, 2, "Answer")]
    [InlineData(InboxOutcome.Refused, 1, "Answer")]
    [InlineData(InboxOutcome.Refused, 2, "Apply")]
    public void What_was_decided_is_said_again_and_only_a_refusal_may_be_replaced_by_a_later_attempt(
        InboxOutcome known, int attempt, string expected) =>
        Assert.Equal(expected, IntakeRule.Decide(9, attempt, 4, true, known, 1).ToString());

    [Theory]
    [InlineData("DiagnosticReport", "final", 0, "preliminary", 5, null)]
    [InlineData("DiagnosticReport", "preliminary", 5, "final", 0, 5)]
    [InlineData("DiagnosticReport", "final", 5, "corrected", 0, 5)]
    [InlineData("DiagnosticReport", "corrected", 0, "final", 5, null)]
    [InlineData("Observation", "final", 0, "final", 5, 5)]
    [InlineData("Observation", "final", 5, "final", 0, null)]
    [InlineData("Encounter", "finished", 5, "in-progress", 0, null)]
    [InlineData("Encounter", "finished", 0, "in-progress", 5, 5)]
    public void A_result_gets_surer_and_everything_else_newer(
        string type, string held, int heldAt, string sent, int sentAt, int? expected)
    {
        var nine = ReferralSamples.Nine;
        var decided = VersionGuard.Decide(type, held, nine.AddMinutes(heldAt), sent, nine.AddMinutes(sentAt));

        Assert.Equal(expected is { } m ? nine.AddMinutes(m) : null, decided);
    }

    [Theory]
    [InlineData("Encounter", "ADT^A01", "town", true)]
    [InlineData("Encounter", "ORU^R01", "town", false)]
    [InlineData("ServiceRequest", "ORU^R01", "town", false)]
    [InlineData("ServiceRequest", "OML^O21", "town", true)]
    [InlineData("DiagnosticReport", "ORU^R01", "town", true)]
    [InlineData("DiagnosticReport", "ORU^R01", "county", false)]
    [InlineData("Practitioner", "ORU^R01", "town", true)]
    public void Only_the_custodian_overwrites_and_only_by_the_events_that_own_the_type(
        string type, string @event, string sender, bool expected) =>
        Assert.Equal(expected, Custody.MayOverwrite(type, @event, "town", sender));

    [Theory]
    [InlineData("urn:hub:county:placer", "county")]
    [InlineData("urn:hub:nobody:placer", "town")]
    [InlineData("http://his/orders", "town")]
    public void A_number_of_another_member_makes_that_member_the_custodian(string system, string expected) =>
        Assert.Equal(expected, Custody.Custodian(
            new BusinessKey("ServiceRequest", system, "1"), "town", ReferralSamples.Members));

    [Fact]
    public void The_cursor_of_several_ledgers_comes_back_as_it_went()
    {
        var merged = LedgerCursor.Merge(new Dictionary<string, IntegrationHub.Contracts.LedgerPage>
        {
            ["a"] = new() { Lines = [], Totals = new Dictionary<string, long> { ["stored"] = 2 }, Next = "x" },
            ["b"] = new() { Lines = [], Totals = new Dictionary<string, long> { ["stored"] = 3, ["dead"] = 1 } },
        });

        Assert.Equal(new Dictionary<string, string> { ["a"] = "x" }, LedgerCursor.Read(merged.Next));
        Assert.Equal((5, 1), (merged.Totals["stored"], merged.Totals["dead"]));
        Assert.Null(LedgerCursor.Read("no cursor of ours"));
    }
}
