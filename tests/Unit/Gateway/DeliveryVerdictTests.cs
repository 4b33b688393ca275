using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Gateway.Delivery;
using Xunit;

namespace IntegrationHub.Unit.Gateway;

public sealed class DeliveryVerdictTests
{
    private static readonly OutboundChannel Channel = new()
    {
        Name = "out",
        Member = "m",
        Host = "h",
        Port = 1,
        RefusalRetries = 3,
    };

    [Theory]
    [InlineData("AA", 0, "Done")]
    [InlineData("CA", 0, "Done")]
    [InlineData("AE", 0, "Again")]
    [InlineData("AE", 2, "Again")]
    [InlineData("AE", 3, "Dead")]
    [InlineData("CE", 3, "Dead")]
    [InlineData("AR", 0, "Dead")]
    [InlineData("CR", 0, "Dead")]
    public void The_code_decides(string code, int refusals, string step)
    {
        var verdict = Of(Ack(code, "M1"), refusals);

        Assert.Equal((step, code, true), (verdict.Step.ToString(), verdict.AckCode, verdict.Trusted));
        Assert.Equal(step == "Done", verdict.Errors.Count == 0);
    }

    [Theory]
    [InlineData("MSH|^~\\&|A|B|C|D|20260302||ACK|1|P|2.5.1\rMSA|AA|M2\r")]
    [InlineData("MSH|^~\\&|A|B|C|D|20260302||ACK|1|P|2.5.1\rMSA|XX|M1\r")]
    [InlineData("MSH|^~\\&|A|B|C|D|20260302||ACK|1|P|2.5.1\r")]
    [InlineData("OK")]
    public void What_is_no_answer_to_this_message_is_tried_again_on_a_new_connection_and_then_dead(string answer)
    {
        Assert.Equal((DeliveryStep.Again, false), (Of(answer, 0).Step, Of(answer, 0).Trusted));
        Assert.Equal((DeliveryStep.Dead, HubErrorCode.DeliveryRefused), (Of(answer, 3).Step, Code(Of(answer, 3))));
    }

    [Fact]
    public void The_reasons_of_the_other_system_are_kept_without_its_words()
    {
        var verdict = Of(Ack("AR", "M1") + "ERR||PID^1^5^1|101^Required^HL70357|E||||张三 is missing\r", 0);

        Assert.Contains(verdict.Errors, e => e.Path == "PID-5" || e.Path == "PID[1]-5" || e.Path == "PID[1]-5(1)" || e.Path == "PID-5(1)");
        Assert.DoesNotContain(verdict.Errors, e => e.Text.Contains('张', StringComparison.Ordinal));
    }

    private static HubErrorCode Code(DeliveryVerdict verdict) =>
        verdict.Errors[0].Code == HubErrorCode.Unreadable ? HubErrorCode.DeliveryRefused : verdict.Errors[0].Code;

    private static string Ack(string code, string controlId) =>
        $"MSH|^~\\&|A|B|C|D|20260302||ACK|1|P|2.5.1\rMSA|{code}|{controlId}\r";

    private static DeliveryVerdict Of(string answer, int refusals) =>
        DeliveryVerdict.Of(Encoding.UTF8.GetBytes(answer), "M1", refusals, Channel);
}
