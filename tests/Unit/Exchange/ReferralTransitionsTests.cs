using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Xunit;
using static IntegrationHub.Exchange.Party;
using static IntegrationHub.Exchange.ReferralAction;
using static IntegrationHub.Exchange.ReferralState;

namespace IntegrationHub.Unit.Exchange;

public sealed class ReferralTransitionsTests
{
    [Fact]
    public void Every_pair_of_state_action_and_party_is_either_a_row_or_an_error_that_says_why()
    {
        var made = 0;
        foreach (var from in Enum.GetValues<ReferralState>())
            foreach (var on in Enum.GetValues<ReferralAction>())
                foreach (var by in Enum.GetValues<Party>())
                {
                    var row = ReferralTransitions.All.SingleOrDefault(t => t.From == from && t.On == on);
                    var next = ReferralTransitions.Next(from, on, by);
                    if (row is not null && row.By == by)
                    {
                        made++;
                        Assert.Equal(row.To, next.Value);
                        continue;
                    }

                    var mine = ReferralTransitions.All.Any(t => t.On == on && t.By == by);
                    var expected = mine ? HubErrorCode.TransitionNotAllowed : HubErrorCode.NotYourTransition;
                    Assert.Equal(expected, Assert.Single(next.Errors).Code);
                }

        Assert.Equal(ReferralTransitions.All.Count, made);
    }

    [Fact]
    public void Each_action_belongs_to_one_party() => Assert.All(
        ReferralTransitions.All.GroupBy(t => t.On), action => Assert.Single(action.Select(t => t.By).Distinct()));

    [Fact]
    public void Every_state_can_be_reached_from_draft()
    {
        var reached = new HashSet<ReferralState> { Draft };
        for (var before = 0; before != reached.Count;)
        {
            before = reached.Count;
            reached.UnionWith(ReferralTransitions.All.Where(t => reached.Contains(t.From)).Select(t => t.To));
        }

        Assert.Equal(Enum.GetValues<ReferralState>().ToHashSet(), reached);
    }

    [Fact]
    public void Nothing_leaves_a_rejected_returned_cancelled_or_expired_referral() => Assert.Equal(
        [Rejected, Returned, Cancelled, Expired], Enum.GetValues<ReferralState>().Where(ReferralTransitions.IsFinal));

    [Fact]
    public void Every_state_has_its_row_of_codes_in_the_order_of_the_states() => Assert.All(
        Enum.GetValues<ReferralState>(), state =>
        {
            Assert.Equal(state, ReferralStatus.Of(state).State);
            Assert.Equal(state, ReferralStatus.Parse(ReferralStatus.Of(state).Code));
        });

    [Theory]
    [InlineData(nameof(StepSource.Referral), true)]
    [InlineData(nameof(StepSource.Appointment), false)]
    [InlineData(nameof(StepSource.Visit), false)]
    public void An_illegal_step_refuses_a_referral_message_and_is_ignored_for_what_happened_to_the_patient(
        string source, bool refused)
    {
        foreach (var from in Enum.GetValues<ReferralState>())
            foreach (var on in Enum.GetValues<ReferralAction>())
            {
                var by = ReferralTransitions.All.First(t => t.On == on).By;
                var outcome = new ReferralStep(on, by, Enum.Parse<StepSource>(source)).On(from);
                if (ReferralTransitions.Next(from, on, by).TryGet(out var next, out _))
                {
                    Assert.Equal(new StepOutcome(next, null, false), outcome);
                    continue;
                }

                Assert.Equal(from, outcome.State);
                Assert.Equal(HubErrorCode.TransitionNotAllowed, outcome.Reason!.Code);
                Assert.Equal(refused && !ReferralTransitions.IsRepeated(from, on), outcome.Refused);
            }
    }

    [Theory]
    [InlineData(nameof(Accepted), nameof(Accept))]
    [InlineData(nameof(Rejected), nameof(Reject))]
    [InlineData(nameof(Arrived), nameof(Arrive))]
    [InlineData(nameof(Cancelled), nameof(Cancel))]
    [InlineData(nameof(Completed), nameof(Complete))]
    public void A_step_made_twice_has_no_effect_and_is_no_error(string at, string on)
    {
        var action = Enum.Parse<ReferralAction>(on);
        var by = action == Cancel ? Referrer : Receiver;
        var outcome = new ReferralStep(action, by, StepSource.Referral).On(Enum.Parse<ReferralState>(at));

        Assert.False(outcome.Made);
        Assert.False(outcome.Refused);
    }

    [Fact]
    public void The_wrong_party_is_refused_even_where_the_step_would_be_legal()
    {
        var outcome = new ReferralStep(Accept, Referrer, StepSource.Referral).On(Submitted);

        Assert.Equal(HubErrorCode.NotYourTransition, outcome.Reason!.Code);
        Assert.True(outcome.Refused);
    }
}
