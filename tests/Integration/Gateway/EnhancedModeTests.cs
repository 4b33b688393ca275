using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Shared.Hospital;
using Xunit;

namespace IntegrationHub.Integration.Gateway;

public sealed class EnhancedModeTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(400);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CA_comes_at_the_commit_and_AA_when_the_exchange_has_stored_it()
    {
        await using var rig = await new GatewayRig().StartAsync();
        using var his = await RawConnection.OpenAsync(rig.Port(), Ct);
        await his.SendAsync(RawConnection.Frame(Message("M1", "AL", "AL")), Ct);
        var (commit, _) = await his.ReadAsync(Moment, Ct);

        await rig.ReceiptAsync(rig.Ledger().Lines[0].MessageId);
        var (applied, _) = await his.ReadAsync(Moment, Ct);

        Assert.Contains("MSA|CA|M1", commit, StringComparison.Ordinal);
        Assert.DoesNotContain("MSA|AA", commit, StringComparison.Ordinal);
        Assert.Contains("MSA|AA|M1", applied, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AE_comes_when_the_message_died_later()
    {
        await using var rig = await new GatewayRig().StartAsync();
        using var his = await RawConnection.OpenAsync(rig.Port(), Ct);
        await his.SendAsync(RawConnection.Frame(
            Message("M1", "AL", "ER").Replace("张^三", TestMaps.Poison, StringComparison.Ordinal)), Ct);

        var (answers, _) = await his.ReadAsync(TimeSpan.FromSeconds(1), Ct);

        Assert.Contains("MSA|CA|M1", answers, StringComparison.Ordinal);
        Assert.Contains("MSA|AE|M1", answers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_said_to_a_sender_that_wants_nothing()
    {
        await using var rig = await new GatewayRig().StartAsync();
        using var his = await RawConnection.OpenAsync(rig.Port(), Ct);
        await his.SendAsync(RawConnection.Frame(Message("M1", "NE", "NE")), Ct);
        await Eventually.TrueAsync(() => rig.Ledger().Lines.Count == 1, "journalled");

        Assert.Equal(("", false), await his.ReadAsync(Moment, Ct));
    }

    [Fact]
    public async Task Refusals_are_CE_and_CR()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port());

        Assert.Contains("MSA|CE|M1|", await his.SendAsync(
            Message("M1", "AL", "NE").Replace("PID|1||P1", "PID|1||", StringComparison.Ordinal), Ct), StringComparison.Ordinal);
        Assert.Contains("MSA|CR|M2|", await his.SendAsync(
            Message("M2", "ER", "NE").Replace("|H1|", "|H9|", StringComparison.Ordinal), Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AckPoint.Converted, "张^三", false, "AA")]
    [InlineData(AckPoint.Converted, TestMaps.Poison, false, "AE")]
    [InlineData(AckPoint.Stored, "张^三", true, "AA")]
    public async Task A_channel_can_acknowledge_later_and_a_resend_gets_the_same_bytes(
        AckPoint point, string name, bool receipt, string code)
    {
        await using var rig = await new GatewayRig { Inbound = c => c with { AckWhen = point } }.StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        var message = SampleMessages.OruR01(1, controlId: "M1", name: name);
        var sending = his.SendAsync(message, Ct);
        await Eventually.TrueAsync(() => rig.Ledger().Lines.Count == 1, "journalled");
        if (receipt)
        {
            await Task.Delay(Moment, Ct);
            Assert.False(sending.IsCompleted);
            await rig.ReceiptAsync(rig.Ledger().Lines[0].MessageId);
        }

        var first = await sending;

        Assert.Contains($"MSA|{code}|M1", first, StringComparison.Ordinal);
        Assert.Equal(first, await his.SendAsync(message, Ct));
        Assert.Single(rig.Ledger().Lines);
    }

    [Fact]
    public async Task A_sender_that_waits_in_vain_is_told_to_send_again()
    {
        await using var rig = await new GatewayRig
        {
            Inbound = c => c with { AckWhen = AckPoint.Stored },
            Limits = new() { AckWait = Moment },
        }.StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        var message = SampleMessages.OruR01(1, controlId: "M1");

        var early = await his.SendAsync(message, Ct);
        await rig.ReceiptAsync(rig.Ledger().Lines[0].MessageId);
        var late = await his.SendAsync(message, Ct);

        Assert.Contains("MSA|AE|M1", early, StringComparison.Ordinal);
        Assert.Contains(nameof(HubErrorCode.NotNow), early, StringComparison.Ordinal);
        Assert.Contains("MSA|AA|M1", late, StringComparison.Ordinal);
        Assert.Equal(1, rig.Journal.Counts("his").Done);
    }

    private static string Message(string controlId, string accept, string application) =>
        $"MSH|^~\\&|HIS|H1|HUB|HUB|20260302090000||ADT^A08|{controlId}|P|2.5.1|||{accept}|{application}\r" +
        "PID|1||P1^^^^MR||张^三\r";
}
