using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Intake;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Gateway;

public sealed class UrgencyScanTests
{
    [Theory]
    [InlineData("ORU^R01", "OBX|1|NM|K||7.1|mmol/L||HH|||F", Urgency.Urgent)]
    [InlineData("ORU^R01", "OBX|1|NM|K||2.1|mmol/L||A~LL|||F", Urgency.Urgent)]
    [InlineData("ORU^R01", "OBX|1|NM|K||5.6|mmol/L||H|||F", Urgency.Routine)]
    [InlineData("ORU^R01", "OBX|1|NM|K||4.6|mmol/L", Urgency.Routine)]
    [InlineData("REF^I12", "RF1|P|S", Urgency.Urgent)]
    [InlineData("REF^I12", "RF1|P|R", Urgency.Routine)]
    [InlineData("REF^I12", "PID|1||P1", Urgency.Routine)]
    [InlineData("ADT^A01", "OBX|1|NM|K||7.1|mmol/L||HH", Urgency.Routine)]
    public void Critical_values_and_emergency_referrals_are_urgent(string @event, string segment, Urgency urgency) =>
        Assert.Equal(urgency, UrgencyScan.Of(
            Hl7Message.Parse($"MSH|^~\\&|HIS|H1|HUB|HUB|20260302||{@event}|M1|P|2.5.1\r{segment}\r").Value));

    [Fact]
    public void Urgent_messages_have_a_stream_of_their_own()
    {
        Assert.Equal("m|P1|!", UrgencyScan.Stream("m|P1", Urgency.Urgent));
        Assert.Equal("m|P1", UrgencyScan.Stream("m|P1", Urgency.Routine));
    }
}
