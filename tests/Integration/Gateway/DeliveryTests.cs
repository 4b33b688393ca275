using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Gateway.Delivery;
using IntegrationHub.Gateway.Desk;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Store.Journal;
using Xunit;

namespace IntegrationHub.Integration.Gateway;

public sealed class DeliveryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deliveries_arrive_in_order_and_the_exchange_is_told()
    {
        await using var system = new SimulatedReceiver();
        await using var rig = await Rig(system.Port).StartAsync();
        foreach (var number in (int[])[1, 3, 2, 4]) // the bus may change the order
            await rig.Get<DeliveryDesk>().AcceptAsync(Request(number), Ct);

        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 4, "all told");

        Assert.Equal([1, 2, 3, 4], system.Received.Select(NumberOf));
        Assert.All(rig.Bus.Of<DeliveryReceipt>(), r => Assert.Equal((DeliveryOutcome.Delivered, "AA"), (r.Outcome, r.AckCode)));
        Assert.Equal((4L, 4L, 4L), (rig.Journal.Counts("out").Received, rig.Journal.Counts("out").Converted, rig.Journal.Counts("out").Done));
    }

    [Fact]
    public async Task A_repeated_request_is_not_delivered_twice_but_answered_again()
    {
        await using var system = new SimulatedReceiver();
        await using var rig = await Rig(system.Port).StartAsync();
        var request = Request(1);
        await rig.Get<DeliveryDesk>().AcceptAsync(request, Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 1, "told");

        await rig.Get<DeliveryDesk>().AcceptAsync(request, Ct);

        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 2, "told again");
        Assert.Single(system.Received);
    }

    [Fact]
    public async Task AE_is_tried_again_with_the_same_bytes_and_only_its_own_key_waits()
    {
        await using var system = new SimulatedReceiver();
        var refusals = 2;
        system.Answer = m => NumberOf(m) == 1 && Interlocked.Decrement(ref refusals) >= 0 ? "AE" : "AA";
        await using var rig = await Rig(system.Port).StartAsync();
        await rig.Get<DeliveryDesk>().AcceptAsync(Request(1, "A"), Ct);
        await rig.Get<DeliveryDesk>().AcceptAsync(Request(2, "A"), Ct);
        await rig.Get<DeliveryDesk>().AcceptAsync(Request(3, "B"), Ct);

        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 3, "all told");

        var order = system.Received.Select(NumberOf).ToList();
        Assert.Equal(3, order.Count(n => n == 1));
        Assert.Single(system.Received.Where(m => NumberOf(m) == 1).Distinct());
        Assert.True(order.IndexOf(3) < order.LastIndexOf(1), "B did not wait for A");
        Assert.True(order.IndexOf(2) > order.LastIndexOf(1), "A kept its order");
    }

    [Theory]
    [InlineData("AR", 1)]
    [InlineData("AE", 3)]
    public async Task A_refusal_for_good_is_a_dead_letter_that_an_operator_can_replay(string code, int sends)
    {
        await using var system = new SimulatedReceiver { Answer = _ => code };
        await using var rig = await Rig(system.Port).StartAsync();
        var request = Request(1);
        await rig.Get<DeliveryDesk>().AcceptAsync(request, Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 1, "told");

        var receipt = rig.Bus.Of<DeliveryReceipt>()[0];
        Assert.Equal((DeliveryOutcome.Dead, code, HubErrorCode.DeliveryRefused), (receipt.Outcome, receipt.AckCode, receipt.Errors[0].Code));
        Assert.Equal(sends, system.Received.Count);
        Assert.Equal(1, rig.Journal.Counts("out").Dead);

        system.Answer = _ => "AA";
        await rig.Get<ReplayDesk>().ReplayAsync(new() { MessageIds = [request.DeliveryId], By = "op" }, Ct);

        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 2, "told again");
        Assert.Equal(DeliveryOutcome.Delivered, rig.Bus.Of<DeliveryReceipt>()[1].Outcome);
        Assert.Equal(0, rig.Journal.Counts("out").Dead);
    }

    [Fact]
    public async Task A_system_that_closes_or_is_not_there_gets_everything_when_it_is_back()
    {
        await using var system = new SimulatedReceiver();
        var closes = 2;
        system.Answer = _ => Interlocked.Decrement(ref closes) >= 0 ? null : "AA";
        await using var rig = await Rig(system.Port).StartAsync();
        await rig.Get<DeliveryDesk>().AcceptAsync(Request(1), Ct);
        await rig.Get<DeliveryDesk>().AcceptAsync(Request(2), Ct);

        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 2, "told");

        Assert.Equal([1, 1, 1, 2], system.Received.Select(NumberOf));
    }

    [Fact]
    public async Task An_answer_to_another_message_counts_for_nothing()
    {
        await using var liar = new MllpLiar();
        await using var rig = await Rig(liar.Port).StartAsync();
        await rig.Get<DeliveryDesk>().AcceptAsync(Request(1), Ct);

        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 1, "told");

        Assert.Equal((DeliveryOutcome.Dead, "MSA-2"), (rig.Bus.Of<DeliveryReceipt>()[0].Outcome, rig.Bus.Of<DeliveryReceipt>()[0].Errors[0].Path));
        Assert.Equal(3, liar.Connections);
    }

    [Fact]
    public async Task A_delivery_that_is_too_old_is_a_dead_letter()
    {
        await using var rig = await Rig(1, c => c with { ExpireAfter = TimeSpan.FromMilliseconds(300) }).StartAsync();
        await rig.Get<DeliveryDesk>().AcceptAsync(Request(1), Ct);

        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 1, "told");

        Assert.Equal(HubErrorCode.ServiceUnreachable, rig.Bus.Of<DeliveryReceipt>()[0].Errors[0].Code);
    }

    [Fact]
    public async Task What_cannot_be_converted_or_has_no_channel_is_a_dead_letter_and_the_next_goes_on()
    {
        await using var system = new SimulatedReceiver();
        await using var rig = await Rig(system.Port).StartAsync();
        await rig.Get<DeliveryDesk>().AcceptAsync(Request(1, TestMaps.Poison), Ct);
        await rig.Get<DeliveryDesk>().AcceptAsync(Request(1) with { Recipient = "county" }, Ct);
        await rig.Get<DeliveryDesk>().AcceptAsync(Request(2), Ct);

        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 3, "told");

        Assert.Equal(
            [HubErrorCode.FieldMissing, HubErrorCode.ConfigurationInvalid],
            rig.Bus.Of<DeliveryReceipt>().SelectMany(r => r.Errors).Select(e => e.Code).Order());
        Assert.Equal(2, NumberOf(Assert.Single(system.Received)));
    }

    [Fact]
    public async Task A_stopped_channel_waits_and_goes_on_after_a_restart_of_the_gateway()
    {
        await using var system = new SimulatedReceiver();
        await using var rig = await Rig(system.Port).StartAsync();
        await rig.Get<ChannelDesk>().CommandAsync(new() { Channel = "out", Start = false, By = "op" }, Ct);
        await rig.Get<DeliveryDesk>().AcceptAsync(Request(1), Ct);
        await rig.RestartAsync();
        await Task.Delay(1200, Ct);
        Assert.Empty(system.Received);

        await rig.Get<ChannelDesk>().CommandAsync(new() { Channel = "out", Start = true, By = "op" }, Ct);

        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 1, "told");
    }

    [Fact]
    public async Task What_waits_for_a_channel_that_was_renamed_goes_out_by_the_new_one()
    {
        await using var system = new SimulatedReceiver();
        await using var rig = await Rig(1).StartAsync();
        await rig.Get<DeliveryDesk>().AcceptAsync(Request(1), Ct);
        await Eventually.TrueAsync(() => rig.Journal.Counts("out").Converted == 1, "tried");

        rig.Outbound = [rig.Outbound[0] with { Name = "out-new", Port = system.Port }];
        await rig.RestartAsync();

        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 1, "told");
        Assert.Equal((0L, 1L), (rig.Journal.Counts("out").Received, rig.Journal.Counts("out-new").Done));
    }

    [Fact]
    public async Task The_trace_of_a_message_shows_what_went_out_because_of_it()
    {
        await using var system = new SimulatedReceiver();
        await using var rig = await Rig(system.Port).StartAsync();
        var request = Request(1);
        await rig.Get<DeliveryDesk>().AcceptAsync(request, Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 1, "told");

        var traced = Assert.Single(rig.Journal.Read(s => s.Trace(request.CausedBy.ToString(), "g1")).Messages);

        Assert.Equal(["requested", "accepted", "converted", "delivered"], traced.Steps.Select(s => s.Step));
        Assert.Equal("member:township", traced.Steps[^1].Place);
    }

    private static GatewayRig Rig(int port, Func<OutboundChannel, OutboundChannel>? change = null)
    {
        var channel = new OutboundChannel
        {
            Name = "out",
            Member = "township",
            Host = "127.0.0.1",
            Port = port,
            Facility = "T1",
            RefusalRetries = 2,
            RetryFirst = TimeSpan.FromMilliseconds(100),
            RetryMost = TimeSpan.FromMilliseconds(300),
            ConnectTimeout = TimeSpan.FromSeconds(2),
            AckTimeout = TimeSpan.FromSeconds(2),
        };
        return new() { Outbound = [change?.Invoke(channel) ?? channel] };
    }

    private static DeliveryRequested Request(int number, string key = "A") => new()
    {
        DeliveryId = Guid.NewGuid(),
        Seq = number,
        Recipient = "township",
        Kind = DeliveryKind.Result,
        OrderKey = key,
        BundleJson = """{"resourceType":"Bundle","type":"collection"}""",
        CausedBy = Guid.NewGuid(),
        Custodian = "county",
        At = TimeProvider.System.GetUtcNow(),
    };

    private static int NumberOf(string message) =>
        int.Parse(message.Split('|')[9].AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
}
