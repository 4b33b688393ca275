using IntegrationHub.Contracts;
using IntegrationHub.Dashboard;
using IntegrationHub.Exchange;
using Xunit;

namespace IntegrationHub.Unit.Dashboard;

/// <summary>What several gateways and the exchange say becomes one answer.</summary>
public sealed class MergeTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid First = new(1, 0, 0, new byte[8]);
    private static readonly Guid Second = new(2, 0, 0, new byte[8]);

    [Fact]
    public void A_replay_is_whole_when_each_message_was_found_somewhere()
    {
        var answer = Commands.Merge([Did(1, Missing(Second)), Did(1, Missing(First))], asked: 2);

        Assert.Equal(2, answer.Done);
        Assert.Empty(answer.Errors);
    }

    [Fact]
    public void What_no_gateway_holds_and_who_did_not_answer_is_reported()
    {
        var silent = new HubError(HubErrorCode.ServiceUnreachable, "Gateway city did not answer in time.", "city");
        var answer = Commands.Merge(
            [Did(1, Missing(Second)), Did(0, Missing(First), Missing(Second)), Result<CommandAnswer>.Failed([silent])], asked: 2);

        Assert.Equal(1, answer.Done);
        Assert.Equal([silent], answer.Errors); // city may still hold it

        Assert.Equal([Missing(Second)], Commands.Merge([Did(1, Missing(Second)), Did(0, Missing(First), Missing(Second))], 2).Errors);
    }

    [Fact]
    public void Steps_of_one_message_are_joined_in_order_of_time()
    {
        TraceStep received = new(Nine, "gateway:county", "received", ""), stored = new(Nine.AddSeconds(1), "exchange", "stored", "");
        var trace = TraceDesk.Merge(
        [
            new([new() { MessageId = First, Steps = [stored] }], []),
            new([new() { MessageId = First, Line = Line(First), Steps = [received, stored] }], []),
        ]);

        var message = Assert.Single(trace.Messages);
        Assert.Equal([received, stored], message.Steps);
        Assert.Equal("county", message.Line!.Gateway);
    }

    [Fact]
    public void What_a_teller_knows_from_hearsay_becomes_its_receipt_once_the_doer_was_heard()
    {
        var message = new TracedMessage { MessageId = First, Steps = [new(Nine, "exchange", "stored", "attempt 1")] };

        Assert.Equal(new TraceStep(Nine, "gateway:county", "receipt", "exchange stored attempt 1"), Assert.Single(
            TraceDesk.AtFirstHand(message, "gateway:county", new HashSet<string> { "exchange" }).Steps));
        var request = message with { Steps = [new(Nine, "exchange", "requested", "Result 1")] };
        Assert.Empty(TraceDesk.AtFirstHand(request, "gateway:city", new HashSet<string> { "exchange" }).Steps);
        Assert.Equal(message.Steps, TraceDesk.AtFirstHand(message, "gateway:county", new HashSet<string>()).Steps);
        Assert.Equal(message.Steps, TraceDesk.AtFirstHand(message, "exchange", new HashSet<string> { "exchange" }).Steps);
    }

    [Fact]
    public void A_message_the_exchange_refused_stands_once_among_the_dead_letters()
    {
        var (twin, alone) = (Stopped(First, "refused"), Stopped(Second, "bus"));
        var letters = DeadLetterDesk.Merge([Line(First)], [twin, alone], alone: true);

        Assert.Equal(
            [(First, twin.Id, "refused", true), (Second, alone.Id, "bus", false)],
            letters.Select(l => (l.MessageId, l.ExchangeId!.Value, l.Stage, l.CanReplay)).Order());
        Assert.Equal(First, Assert.Single(DeadLetterDesk.Merge([Line(First)], [alone], alone: false)).MessageId);
    }

    private static Result<CommandAnswer> Did(int done, params HubError[] errors) =>
        new CommandAnswer { Done = done, Errors = errors };

    private static HubError Missing(Guid id) => new(HubErrorCode.NotFound, "No such dead letter here.", id.ToString());

    private static ExchangeDeadLetter Stopped(Guid message, string stage) => new()
    {
        Id = Guid.NewGuid(),
        MessageId = message,
        Stage = stage,
        Gateway = "county",
        Member = "county",
        Channel = "lis",
        Event = "ADT^A01",
        ControlId = "1",
        Errors = [],
        At = Nine,
    };

    private static LedgerLine Line(Guid id) => new()
    {
        MessageId = id,
        Gateway = "county",
        Channel = "lis",
        Facility = "F",
        ControlId = "1",
        Event = "ADT^A01",
        State = "dead",
        Ack = "AA",
        Conflict = false,
        ReceivedAt = Nine,
        StateAt = Nine,
    };
}
